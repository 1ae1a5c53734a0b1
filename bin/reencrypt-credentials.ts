import { deployedAws, localAws } from '../cli/reencrypt-credentials/aws.ts';
import {
  type CommandOptions,
  parseCommandLine,
  USAGE,
} from '../cli/reencrypt-credentials/command-options.ts';
import { explainReencryptError } from '../cli/reencrypt-credentials/explain-aws-error.ts';
import { run } from '../cli/reencrypt-credentials/run.ts';
import { runCli } from '../cli/run-cli.ts';
import { terminalConsole } from '../cli/terminal-console.ts';
import { DEFAULTS } from '../local/local-stack-options.ts';
import { runningIn } from '../local/running.ts';

/** Runs the command against the local stack or a deployed stage. */
async function execute(options: CommandOptions, stop: AbortSignal): Promise<void> {
  const isLocal = options.stage === undefined;
  const aws = isLocal ? localAws(process.env, localPorts()) : deployedAws();
  try {
    await run(options, aws, terminalConsole(process, new Date(), stop));
  } catch (error) {
    throw explainReencryptError(error, isLocal);
  } finally {
    aws.dynamo.destroy();
    aws.kms.destroy();
  }
}

const localPorts = () =>
  runningIn(DEFAULTS.dataFolder) ?? { dynamodbPort: String(DEFAULTS.dynamodbPort) };

async function reencryptCredentials(stop: AbortSignal): Promise<void> {
  const options = parseCommandLine(process.argv.slice(2));
  if (options === undefined) console.log(USAGE);
  else await execute(options, stop);
}

runCli(reencryptCredentials);
