import type { SQSRecord } from 'aws-lambda';
import { batchDeliveryMessage } from '../events/delivery-message.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { runFair } from '../platform/sqs/fair-scheduler.ts';
import { MessageBatcher } from '../platform/sqs/message-batcher.ts';
import type { SendBatch } from '../platform/sqs/queue.sqs.ts';
import { type AppendDeps, append, type Chunk } from './append.ts';
import { logKey, parseLogOwner } from './batch-log.ts';
import type { Reference } from './next-slot.ts';

/** Logs that are appended to at once, and those of one tenant among them. */
const LOGS_AT_ONCE = { all: 25, each: 20 } as const;

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

/** The references of a run to one log. */
interface CollectedLog {
  readonly name: string;
  readonly chunks: readonly Chunk[];
  readonly records: readonly SQSRecord[];
}

/**
 * Appends the references of all messages of a run, log by log. Tenants take turns: one that has more logs
 * than a run can append to delays only its own.
 *
 * @returns the messages with a reference that was not appended
 */
export async function collect(
  deps: CollectDeps,
  messages: readonly ReferralRecord[],
  signal: AbortSignal,
): Promise<SQSRecord[]> {
  const batcher = new MessageBatcher(deps.sendBatch);
  const appendDeps = { ...deps, askForDelivery: askingWith(batcher) };
  const logs = logsIn(messages);
  const begun = new Set<CollectedLog>();
  const appended = new Set<CollectedLog>();
  const work = async (log: CollectedLog): Promise<void> => {
    begun.add(log);
    try {
      const chunk = mergeChunks(log.chunks);
      await batcher.run(() => append(appendDeps, chunk, signal));
      appended.add(log);
      count('ReferencesCollected', countReferences(log));
    } catch (error) {
      logger.error('references not collected; will be redelivered', { log: log.name, error });
    }
  };
  const groupOf = ({ chunks }: CollectedLog) => chunks[0]?.tenantKey ?? '';
  const load = { items: logs, groupOf, limitOf: () => LOGS_AT_ONCE.each, work };
  await runFair(load, LOGS_AT_ONCE.all, signal);
  if (begun.size < logs.length) {
    // One line for all of them: there may be thousands, and the run must still answer in time.
    logger.error('not all references collected in time; the others will be redelivered', {
      logs: logs.length - begun.size,
    });
  }
  const remaining = logs.filter((log) => !appended.has(log));
  return [...new Set(remaining.flatMap(({ records }) => records))];
}

function logsIn(messages: readonly ReferralRecord[]): CollectedLog[] {
  const received = messages.flatMap(({ record, chunks }) =>
    chunks.map((chunk) => ({ record, chunk })),
  );
  return [...Map.groupBy(received, ({ chunk }) => logKeyOfChunk(chunk))].map(([name, all]) => ({
    name,
    chunks: all.map(({ chunk }) => chunk),
    records: all.map(({ record }) => record),
  }));
}

const askingWith =
  (batcher: MessageBatcher): AppendDeps['askForDelivery'] =>
  (batch, delaySeconds) => {
    const delivery = {
      ...parseLogOwner(batch.log),
      attempt_number: 1,
      manual: false,
      batch,
    };
    return batcher.send([{ ...batchDeliveryMessage(delivery), delaySeconds }]);
  };

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

const countReferences = ({ chunks }: CollectedLog): number =>
  chunks.reduce((sum, { references }) => sum + references.length, 0);
