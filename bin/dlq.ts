import { localStackAt } from '../cli/clients.ts';
import { chooseQueues } from '../cli/dead-letters/choose-queues.sqs.ts';
import { parseCommandLine } from '../cli/dead-letters/command-line.ts';
import type { CommandOptions } from '../cli/dead-letters/command-options.ts';
import { explainDeadLettersError } from '../cli/dead-letters/explain-aws-error.ts';
import { deployedSqs, localSqs } from '../cli/dead-letters/find-queues.sqs.ts';
import { run } from '../cli/dead-letters/run.ts';
import { runCli } from '../cli/run-cli.ts';
import { terminalConsole } from '../cli/terminal-console.ts';
import { DEFAULTS } from '../local/local-stack-options.ts';
import { runningIn } from '../local/running.ts';

/** Runs the command against the local stack or a deployed stage. */
async function execute(options: CommandOptions, stop: AbortSignal): Promise<void> {
  const port = runningIn(DEFAULTS.dataFolder)?.awsPort ?? String(DEFAULTS.awsPort);
  const { LOCAL_AWS_PORT = port } = process.env;
  const localStackUrl =
    options.stage === undefined ? localStackAt('LOCAL_AWS_PORT', LOCAL_AWS_PORT) : undefined;
  const sqs = localStackUrl === undefined ? deployedSqs() : localSqs(localStackUrl);
  try {
    await run(
      options,
      await chooseQueues(sqs, options),
      terminalConsole(process, new Date(), stop),
    );
  } catch (error) {
    throw explainDeadLettersError(error, localStackUrl);
  } finally {
    sqs.destroy();
  }
}

async function deadLetters(stop: AbortSignal): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if ('help' in options) console.log(options.help);
  else await execute(options, stop);
}

runCli(deadLetters);
