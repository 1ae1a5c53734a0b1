import type { SQSRecord } from 'aws-lambda';
import pLimit from 'p-limit';
import { batchDeliveryMessage } from '../events/delivery-message.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { MessageBatcher } from '../platform/sqs/message-batcher.ts';
import type { SendBatch } from '../platform/sqs/queue.sqs.ts';
import { type AppendDeps, append, type Chunk } from './append.ts';
import { logKey, parseLogOwner } from './batch-log.ts';
import type { Reference } from './next-slot.ts';

/** Logs that are appended to at once. */
const LOGS_AT_ONCE = 25;

/** Dependencies of {@link collect}. */
export interface CollectDeps extends Omit<AppendDeps, 'askForDelivery'> {
  /** Sends a batch of messages to the batch delivery queue. */
  readonly sendBatch: SendBatch;
}

/** A message of the batch queue, with the references in it. */
export interface ReferralRecord {
  readonly record: SQSRecord;
  readonly chunks: readonly Chunk[];
}

/**
 * Appends the references of all messages of a run, log by log.
 *
 * @returns the messages with a reference that was not appended
 */
export async function collect(
  deps: CollectDeps,
  messages: readonly ReferralRecord[],
  signal: AbortSignal,
): Promise<SQSRecord[]> {
  const limit = pLimit(LOGS_AT_ONCE);
  const batcher = new MessageBatcher(deps.sendBatch);
  const askForDelivery: AppendDeps['askForDelivery'] = (batch, delaySeconds) =>
    batcher.send([
      {
        ...batchDeliveryMessage({
          ...parseLogOwner(batch.log),
          attempt_number: 1,
          manual: false,
          batch,
        }),
        delaySeconds,
      },
    ]);
  const failed = new Set<string>();
  const logs = Map.groupBy(
    messages.flatMap(({ chunks }) => chunks),
    logKeyOfChunk,
  );
  await Promise.all(
    [...logs].map(([name, chunks]) =>
      limit(async () => {
        try {
          signal.throwIfAborted();
          await batcher.run(() => append({ ...deps, askForDelivery }, mergeChunks(chunks), signal));
        } catch (error) {
          failed.add(name);
          logger.error('references not collected; will be redelivered', { log: name, error });
        }
      }),
    ),
  );
  count('ReferencesCollected', countReferences([...logs].filter(([name]) => !failed.has(name))));
  return messages
    .filter(({ chunks }) => chunks.some((chunk) => failed.has(logKeyOfChunk(chunk))))
    .map(({ record }) => record);
}

const logKeyOfChunk = (chunk: Chunk): string =>
  logKey({ ...chunk, acceptedAt: chunk.references[0]?.acceptedAt ?? '' });

/** Joins the chunks of one log. The same event may be in several messages. The last limits apply. */
function mergeChunks(chunks: readonly Chunk[]): Chunk {
  const references = new Map<string, Reference>();
  for (const reference of chunks.flatMap((chunk) => chunk.references)) {
    references.set(`${reference.id}\t${reference.acceptedAt}`, reference);
  }
  const [last] = chunks.slice(-1);
  if (!last) throw new Error('a log has at least one chunk');
  return { ...last, references: [...references.values()] };
}

const countReferences = (logs: readonly (readonly [string, readonly Chunk[]])[]): number =>
  logs.flatMap(([, chunks]) => chunks).reduce((sum, { references }) => sum + references.length, 0);
