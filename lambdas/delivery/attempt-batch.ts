import type { Attempt, AttemptedBatch } from '../attempts/attempt.ts';
import { topicCounts, UNKNOWN_TOPICS } from '../attempts/batch-topics.ts';
import type { ReadEvents } from '../batches/batch-events.dynamo.ts';
import type { ClosedBatch } from '../batches/read-batch.ts';
import { type SettledObjects, settleObject } from '../batches/settle-object.ts';
import type { BatchWriter, WriteOptions } from '../destination-types/batching.ts';
import type { DeliveryResult, WritableEvent } from '../destination-types/destination-type.ts';
import type { PartCache } from '../destination-types/registry.ts';
import { type Decrypt, decryptTarget } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import type { DeliveryOfBatch } from '../events/delivery-message.ts';
import { type LargePayloadStore, unavailableMessage } from '../events/large-payload-store.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';
import { type AttemptResult, checkDestination, type WriteOutcome } from './attempt-delivery.ts';
import { latencyClass, timeoutFor } from './latency.ts';
import { buildAttempt } from './record-attempt.ts';

/** Dependencies of {@link attemptBatch}. */
export interface AttemptBatchDeps {
  readonly readEvents: ReadEvents;
  readonly settledObjects: SettledObjects;
  readonly eventData: LargePayloadStore;
  readonly decrypt: Decrypt;
  readonly batchWriters: PartCache<BatchWriter>;
  /**
   * The write timeout of an empty batch, in milliseconds. A write that takes longer is classified as slow,
   * as for events.
   */
  readonly timeoutMs: number;
  readonly now: () => Date;
  /** Returns a new id that encodes the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/** The outcome of one attempt at a batch. */
export interface BatchAttemptResult extends AttemptResult {
  /** The events of the batch, whether or not they can be written. */
  readonly events: readonly RecordedEvent[];
  /** The topics of those that the object has, if the attempt succeeded. */
  readonly writtenTopics: readonly string[];
}

/** Writes a batch to its destination, once. */
export async function attemptBatch(
  deps: AttemptBatchDeps,
  delivery: DeliveryOfBatch,
  batch: ClosedBatch,
  destination: Destination | undefined,
  signal: AbortSignal,
): Promise<BatchAttemptResult> {
  // Batches that wait for memory may be admitted when the run is about to end.
  signal.throwIfAborted();
  const { events: storedEvents, expiredCount } = await deps.readEvents(
    batch.log,
    batch.events,
    batch.retentionDays,
  );
  const loaded = await withData(deps.eventData, storedEvents);
  const contents = {
    batch,
    events: loaded.events,
    expiredCount: expiredCount + storedEvents.length - loaded.events.length,
  };
  const { result, latency } = loaded.missingIn
    ? dataUnavailable(loaded.missingIn)
    : await attemptWrite(deps, delivery, contents, destination, signal);
  const now = deps.now();
  const writtenTopics = loaded.events.map(({ topic }) => topic);
  const topics = loaded.missingIn ? storedEvents.map(({ topic }) => topic) : writtenTopics;
  const isExpired = topics.length === 0 && contents.expiredCount > 0;
  const attempt: Attempt = {
    ...buildAttempt(delivery, destination, result, `atm_${deps.newId(now)}`, now),
    batch: attemptedBatch(batch, loaded.events, result),
    topics: isExpired ? UNKNOWN_TOPICS : topicCounts(topics),
  };
  return { attempt, latency, events: storedEvents, writtenTopics };
}

interface Contents {
  readonly batch: ClosedBatch;
  readonly events: readonly WritableEvent[];
  /** The number of events that are left out because they have expired. */
  readonly expiredCount: number;
}

async function attemptWrite(
  { decrypt, batchWriters, settledObjects, timeoutMs, now }: AttemptBatchDeps,
  { event: { id }, manual, attempt_number }: DeliveryOfBatch,
  { batch, events, expiredCount }: Contents,
  destination: Destination | undefined,
  signal: AbortSignal,
): Promise<WriteOutcome> {
  const checked = checkDestination(destination);
  if ('result' in checked) return checked;
  if (events.length === 0) return expiredCount > 0 ? ALL_EXPIRED : NOTHING_TO_WRITE;
  const { type } = checked.destination;
  const target = await decryptTarget(decrypt, checked.destination);
  const { log, first, partition, openedAt: opened_at } = batch;
  const options: WriteOptions = {
    // A manual first attempt and the first attempt that the collector queued may run at the same time.
    // Without its expired events, a batch must not replace the object that has them.
    mayReplace: manual && attempt_number > 1 && expiredCount === 0,
    settle: (place, storedAs) => {
      const chosen = { storedAs, events: events.length, expired: expiredCount };
      return settleObject(settledObjects, { log, first, place }, chosen).catch((cause: unknown) => {
        // Without this, a failed connection to DynamoDB would look like a failed connection to the
        // customer's store.
        throw new Error('recording the key and the compression of a batch failed', { cause });
      });
    },
  };
  // A timeout before the request is sent is not a failure of the store.
  signal.throwIfAborted();
  const startedAt = now();
  const writer = batchWriters(type);
  const result = await writer.write({ id, partition, opened_at, events }, target, options, signal);
  const tookMs = now().getTime() - startedAt.getTime();
  const timing = {
    tookMs,
    timeoutMs: timeoutFor(totalBytes(events), timeoutMs),
    isTimedOut: false,
  };
  return {
    result: withExpired(result, expiredCount),
    latency: latencyClass(type, result, timing),
  };
}

/** Adds the number of events that are not in the object, because nothing else shows that they are lost. */
const withExpired = (result: DeliveryResult, expired_events: number): DeliveryResult =>
  result.kind === 'delivered' && result.code === 'OK' && expired_events > 0
    ? { ...result, response: { ...result.response, expired_events } }
    : result;

/** The outcome of a batch of which no event can be delivered any more. */
const ALL_EXPIRED: WriteOutcome = {
  latency: 'none',
  result: {
    kind: 'rejected',
    code: 'event_expired',
    message: 'the events of the batch have expired and can no longer be delivered',
  },
};

/** The outcome of a batch without events: all belong to earlier batches, or were erased. */
const NOTHING_TO_WRITE: WriteOutcome = {
  latency: 'none',
  result: { kind: 'delivered', code: 'EMPTY', response: {} },
};

const dataUnavailable = (bucket: string): WriteOutcome => ({
  latency: 'none',
  result: { kind: 'retry', code: 'data_unavailable', message: unavailableMessage(bucket) },
});

interface LoadedEvents {
  readonly events: readonly WritableEvent[];
  /** The bucket that has the data of an event but is not connected to the stage. */
  readonly missingIn?: string;
}

/** Reads the data of large events. An event whose data has expired is left out. */
async function withData(
  eventData: LargePayloadStore,
  storedEvents: readonly RecordedEvent[],
): Promise<LoadedEvents> {
  const events: WritableEvent[] = [];
  for (const event of storedEvents) {
    const read = await eventData.read(event);
    if (read.kind === 'unavailable') return { events: [], missingIn: read.bucket };
    if (read.kind === 'found') events.push({ ...event, data: read.data });
  }
  return { events };
}

function attemptedBatch(
  { log, first, last, partition, cut }: ClosedBatch,
  events: readonly WritableEvent[],
  result: DeliveryResult,
): AttemptedBatch {
  const { key, bytes } = result.kind === 'delivered' ? result.response : {};
  return {
    log,
    first,
    last,
    partition,
    cut,
    events: events.length,
    bytes: totalBytes(events),
    ...(events[0] && { first_time: events[0].time, last_time: events.at(-1)?.time }),
    ...(typeof key === 'string' && { key }),
    ...(typeof bytes === 'number' && { object_bytes: bytes }),
  };
}

const totalBytes = (events: readonly WritableEvent[]): number =>
  events.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
