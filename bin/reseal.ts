import { OperatorFault } from '../operations/operator-fault.ts';
import { resealFault } from '../operations/reseal/aws-faults.ts';
import { carryOut } from '../operations/reseal/carry-out.ts';
import { deployedAws, localAws } from '../operations/reseal/clients.ts';
import { type Order, orderIn } from '../operations/reseal/order.ts';
import { USAGE } from '../operations/reseal/usage.ts';
import { deskAt } from '../operations/terminal.ts';

/** As of a program that a signal has ended: 128 and the number of SIGINT. */
const STOPPED = 130;

/** Ends the work once what is under way is stored. */
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
  const isLocal = order.stage === undefined;
  const aws = isLocal ? localAws(process.env) : deployedAws();
  try {
    await carryOut(order, aws, deskAt(process, new Date(), stopping.signal));
    if (stopping.signal.aborted) process.exitCode = STOPPED;
  } catch (error) {
    throw resealFault(error, isLocal);
  } finally {
    aws.dynamo.destroy();
    aws.kms.destroy();
  }
}

/** What the command line asks for. */
async function reseal(): Promise<void> {
  const order = orderIn(process.argv.slice(2));
  if (order === undefined) console.log(USAGE);
  else await seeTo(order);
}

reseal().catch((error: unknown) => {
  console.error(error instanceof OperatorFault ? error.message : error);
  process.exitCode = error instanceof OperatorFault ? error.exitCode : 1;
});
