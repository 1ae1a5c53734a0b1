import { deployedAws, localAws } from '../cli/reencrypt-credentials/aws.ts';
import {
  type CommandOptions,
  parseCommandLine,
} from '../cli/reencrypt-credentials/command-options.ts';
import { resealFault } from '../cli/reencrypt-credentials/explain-aws-error.ts';
import { run } from '../cli/reencrypt-credentials/run.ts';
import { USAGE } from '../cli/reencrypt-credentials/usage.ts';
import { runCli } from '../cli/run-cli.ts';
import { terminalConsole } from '../cli/terminal-console.ts';
import { DEFAULTS } from '../local/local-stack-options.ts';
import { runningIn } from '../local/running.ts';

/** Carries an order out, here or at AWS. */
async function seeTo(order: CommandOptions, stop: AbortSignal): Promise<void> {
  const isLocal = order.stage === undefined;
  const aws = isLocal ? localAws(process.env, runningIn(DEFAULTS.dataFolder)) : deployedAws();
  try {
    await run(order, aws, terminalConsole(process, new Date(), stop));
  } catch (error) {
    throw resealFault(error, isLocal);
  } finally {
    aws.dynamo.destroy();
    aws.kms.destroy();
  }
}

/** What the command line asks for. */
async function reseal(stop: AbortSignal): Promise<void> {
  const order = parseCommandLine(process.argv.slice(2));
  if (order === undefined) console.log(USAGE);
  else await seeTo(order, stop);
}

runCli(reseal);
