import type { SQSClient } from '@aws-sdk/client-sqs';
import { CliError, usageError } from '../cli-error.ts';
import type { CommandOptions } from './command-options.ts';
import { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { findQueues, prefixOf } from './find-queues.sqs.ts';

/** The stage of the local house. */
const LOCAL_STAGE = 'local';

/**
 * The queues an order is about.
 *
 * @throws OperatorFault when there is no such stage or queue
 */
export async function chooseQueues(
  sqs: SQSClient,
  order: CommandOptions,
): Promise<DeadLetterQueue[]> {
  const stage = order.stage ?? LOCAL_STAGE;
  const found = await findQueues(sqs, stage);
  if (found.length === 0) {
    throw new CliError(
      `there are no queues named ${prefixOf(stage)}…-dead-letters: is the stage ${stage} deployed in ${await sqs.config.region()}?`,
    );
  }
  const purposes = found.map(({ purpose }) => purpose);
  const unknown = order.queues.find((name) => !purposes.includes(name));
  if (unknown !== undefined) {
    throw usageError(
      `--queue must be one of ${purposes.join(', ')}, not ${JSON.stringify(unknown)}`,
    );
  }
  return found
    .filter(({ purpose }) => order.queues.length === 0 || order.queues.includes(purpose))
    .map((pair) => new DeadLetterQueue(sqs, pair));
}
