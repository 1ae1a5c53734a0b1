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

/** The maximum number of logs to append to concurrently, in total and of one tenant. */
const LOGS_AT_ONCE = { all: 25, each: 20 } as const;

/** Dependencies of {@link collect}. */
export interface CollectDeps extends Omit<AppendDeps, 'queueDelivery' | 'onAppended'> {
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
  readonly received: readonly { readonly record: SQSRecord; readonly chunk: Chunk }[];
  /** The references that were appended, by {@link referenceName}. */
  readonly appended: Set<string>;
}

/**
 * Appends the references of all messages of a run, log by log. Tenants are processed round-robin, so a
 * tenant with more logs than a run can append to delays only its own. The references of a log are appended
 * in the order of their acceptance, so every run makes progress.
 *
 * @returns the messages with a reference that was not appended
 */
export async function collect(
  deps: CollectDeps,
  messages: readonly ReferralRecord[],
  signal: AbortSignal,
): Promise<SQSRecord[]> {
  const batcher = new MessageBatcher(deps.sendBatch);
  const appendDeps = { ...deps, queueDelivery: queueingWith(batcher) };
  const logs = logsIn(messages);
  const begun = new Set<CollectedLog>();
  const work = async (log: CollectedLog): Promise<void> => {
    begun.add(log);
    const onAppended = (references: readonly Reference[]): void => {
      for (const reference of references) log.appended.add(referenceName(reference));
    };
    try {
      const chunk = mergeChunks(log.received.map((one) => one.chunk));
      await batcher.run(() => append({ ...appendDeps, onAppended }, chunk, signal));
    } catch (error) {
      logger.error('references to events not collected; SQS redelivers them', {
        log: log.name,
        error,
      });
    }
  };
  const groupOf = ({ received }: CollectedLog) => received[0]?.chunk.tenantKey ?? '';
  const load = { items: logs, groupOf, limitOf: () => LOGS_AT_ONCE.each, work };
  await runFair(load, LOGS_AT_ONCE.all, signal);
  if (begun.size < logs.length) {
    // One line for all of them: there may be thousands, and the run must respond in time.
    logger.error('run ended before all references were collected; SQS redelivers the others', {
      logs: logs.length - begun.size,
    });
  }
  return recordsNotAppended(logs);
}

/** Counts the references that were appended. Returns the messages that have others. */
function recordsNotAppended(logs: readonly CollectedLog[]): SQSRecord[] {
  const records = new Set<SQSRecord>();
  for (const { received, appended } of logs) {
    for (const { record, chunk } of received) {
      const done = chunk.references.filter((reference) => appended.has(referenceName(reference)));
      count('ReferencesCollected', done.length);
      if (done.length < chunk.references.length) records.add(record);
    }
  }
  return [...records];
}

function logsIn(messages: readonly ReferralRecord[]): CollectedLog[] {
  const received = messages.flatMap(({ record, chunks }) =>
    chunks.map((chunk) => ({ record, chunk })),
  );
  const logs = Map.groupBy(received, ({ chunk }) => logKeyOfChunk(chunk));
  return [...logs].map(([name, ofLog]) => ({ name, received: ofLog, appended: new Set() }));
}

const queueingWith =
  (batcher: MessageBatcher): AppendDeps['queueDelivery'] =>
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
    references.set(referenceName(reference), reference);
  }
  const [last] = chunks.slice(-1);
  if (!last) throw new Error('a log has at least one chunk');
  return { ...last, references: [...references.values()] };
}

const referenceName = ({ id, acceptedAt }: Reference): string => `${id}\t${acceptedAt}`;
