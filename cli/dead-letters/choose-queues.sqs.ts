import type { SQSClient } from '@aws-sdk/client-sqs';
import { CliError, usageError } from '../cli-error.ts';
import type { CommandOptions } from './command-options.ts';
import { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { findQueues, prefixOf } from './find-queues.sqs.ts';

/** The stage name of the local stack. */
const LOCAL_STAGE = 'local';

/**
 * The queues that the options select.
 *
 * @throws CliError if there is no such stage or queue
 */
export async function chooseQueues(
  sqs: SQSClient,
  options: CommandOptions,
): Promise<DeadLetterQueue[]> {
  const stage = options.stage ?? LOCAL_STAGE;
  const found = await findQueues(sqs, stage);
  if (found.length === 0) {
    throw new CliError(
      `there are no queues named ${prefixOf(stage)}…-dead-letters: is the stage ${stage} deployed in ${await sqs.config.region()}?`,
    );
  }
  const purposes = found.map(({ purpose }) => purpose);
  const unknown = options.queues.find((name) => !purposes.includes(name));
  if (unknown !== undefined) {
    throw usageError(
      `--queue must be one of ${purposes.join(', ')}, not ${JSON.stringify(unknown)}`,
    );
  }
  return found
    .filter(({ purpose }) => options.queues.length === 0 || options.queues.includes(purpose))
    .map((pair) => new DeadLetterQueue(sqs, pair));
}
