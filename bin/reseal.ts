import { DEFAULTS } from '../local/house-options.ts';
import { runningIn } from '../local/running.ts';
import { runProgram } from '../operations/program.ts';
import { deployedAws, localAws } from '../operations/reseal/aws.ts';
import { resealFault } from '../operations/reseal/aws-faults.ts';
import { carryOut } from '../operations/reseal/carry-out.ts';
import { type Order, orderIn } from '../operations/reseal/order.ts';
import { USAGE } from '../operations/reseal/usage.ts';
import { deskAt } from '../operations/terminal.ts';

/** Carries an order out, here or at AWS. */
async function seeTo(order: Order, stop: AbortSignal): Promise<void> {
  const isLocal = order.stage === undefined;
  const aws = isLocal ? localAws(process.env, runningIn(DEFAULTS.dataFolder)) : deployedAws();
  try {
    await carryOut(order, aws, deskAt(process, new Date(), stop));
  } catch (error) {
    throw resealFault(error, isLocal);
  } finally {
    aws.dynamo.destroy();
    aws.kms.destroy();
  }
}

/** What the command line asks for. */
async function reseal(stop: AbortSignal): Promise<void> {
  const order = orderIn(process.argv.slice(2));
  if (order === undefined) console.log(USAGE);
  else await seeTo(order, stop);
}

runProgram(reseal);
