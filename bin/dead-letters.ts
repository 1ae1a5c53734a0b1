import { DEFAULTS } from '../local/house-options.ts';
import { runningIn } from '../local/running.ts';
import { houseAt } from '../operations/clients.ts';
import { deadLettersFault } from '../operations/dead-letters/aws-faults.ts';
import { carryOut } from '../operations/dead-letters/carry-out.ts';
import { chooseQueues } from '../operations/dead-letters/choose-queues.sqs.ts';
import { deployedSqs, localSqs } from '../operations/dead-letters/clients.sqs.ts';
import { orderIn } from '../operations/dead-letters/command-line.ts';
import type { Order } from '../operations/dead-letters/order.ts';
import { runProgram } from '../operations/program.ts';
import { deskAt } from '../operations/terminal.ts';

/** Carries an order out, here or at AWS. */
async function seeTo(order: Order, stop: AbortSignal): Promise<void> {
  const port = runningIn(DEFAULTS.dataFolder)?.awsPort ?? String(DEFAULTS.awsPort);
  const { LOCAL_AWS_PORT = port } = process.env;
  const house = order.stage === undefined ? houseAt('LOCAL_AWS_PORT', LOCAL_AWS_PORT) : undefined;
  const sqs = house === undefined ? deployedSqs() : localSqs(house);
  try {
    await carryOut(order, await chooseQueues(sqs, order), deskAt(process, new Date(), stop));
  } catch (error) {
    throw deadLettersFault(error, house);
  } finally {
    sqs.destroy();
  }
}

/** What the command line asks for. */
async function deadLetters(stop: AbortSignal): Promise<void> {
  const order = orderIn(process.argv.slice(2));
  if ('help' in order) console.log(order.help);
  else await seeTo(order, stop);
}

runProgram(deadLetters);
