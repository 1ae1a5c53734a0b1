import { localStackAt } from '../cli/clients.ts';
import { chooseQueues } from '../cli/dead-letters/choose-queues.sqs.ts';
import { deployedSqs, localSqs } from '../cli/dead-letters/clients.sqs.ts';
import { parseCommandLine } from '../cli/dead-letters/command-line.ts';
import type { CommandOptions } from '../cli/dead-letters/command-options.ts';
import { deadLettersFault } from '../cli/dead-letters/explain-aws-error.ts';
import { run } from '../cli/dead-letters/run.ts';
import { runCli } from '../cli/run-cli.ts';
import { terminalConsole } from '../cli/terminal-console.ts';
import { DEFAULTS } from '../local/local-stack-options.ts';
import { runningIn } from '../local/running.ts';

/** Carries an order out, here or at AWS. */
async function seeTo(order: CommandOptions, stop: AbortSignal): Promise<void> {
  const port = runningIn(DEFAULTS.dataFolder)?.awsPort ?? String(DEFAULTS.awsPort);
  const { LOCAL_AWS_PORT = port } = process.env;
  const house =
    order.stage === undefined ? localStackAt('LOCAL_AWS_PORT', LOCAL_AWS_PORT) : undefined;
  const sqs = house === undefined ? deployedSqs() : localSqs(house);
  try {
    await run(order, await chooseQueues(sqs, order), terminalConsole(process, new Date(), stop));
  } catch (error) {
    throw deadLettersFault(error, house);
  } finally {
    sqs.destroy();
  }
}

/** What the command line asks for. */
async function deadLetters(stop: AbortSignal): Promise<void> {
  const order = parseCommandLine(process.argv.slice(2));
  if ('help' in order) console.log(order.help);
  else await seeTo(order, stop);
}

runCli(deadLetters);
