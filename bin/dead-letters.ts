import { DEFAULTS } from '../local/house-options.ts';
import { toldOf } from '../operations/dead-letters/aws-faults.ts';
import { carryOut } from '../operations/dead-letters/carry-out.ts';
import { chooseQueues } from '../operations/dead-letters/choose-queues.sqs.ts';
import { deployedSqs, houseAt, localSqs } from '../operations/dead-letters/clients.sqs.ts';
import { orderIn } from '../operations/dead-letters/command-line.ts';
import type { Order } from '../operations/dead-letters/order.ts';
import { OperatorFault } from '../operations/operator-fault.ts';
import { deskAt } from '../operations/terminal.ts';

/** As of a program that a signal has ended: 128 and the number of SIGINT. */
const STOPPED = 130;

/** Ends the work at the next good moment when the person, or whoever reads the output, goes away. */
const stopping = new AbortController();
const stop = () => {
  if (stopping.signal.aborted) process.exit(STOPPED);
  stopping.abort();
};
process.on('SIGINT', stop).on('SIGTERM', stop).on('SIGHUP', stop);
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', () => stopping.abort());
}

/** Carries an order out, here or at AWS. */
async function seeTo(order: Order): Promise<void> {
  const { LOCAL_AWS_PORT = String(DEFAULTS.awsPort) } = process.env;
  const house = order.stage === undefined ? houseAt(LOCAL_AWS_PORT) : undefined;
  const sqs = house === undefined ? deployedSqs() : localSqs(house);
  try {
    await carryOut(
      order,
      await chooseQueues(sqs, order),
      deskAt(process, new Date(), stopping.signal),
    );
    if (stopping.signal.aborted) process.exitCode = STOPPED;
  } catch (error) {
    throw toldOf(error, house);
  } finally {
    sqs.destroy();
  }
}

/** What the command line asks for. */
async function deadLetters(): Promise<void> {
  const order = orderIn(process.argv.slice(2));
  if ('help' in order) console.log(order.help);
  else await seeTo(order);
}

deadLetters().catch((error: unknown) => {
  console.error(error instanceof OperatorFault ? error.message : error);
  process.exitCode = error instanceof OperatorFault ? error.exitCode : 1;
});
