import * as z from 'zod';
import type { Attempt } from '../../lambdas/attempts/attempt.ts';
import { OF_ATTEMPTS, parseAttempt } from '../../lambdas/attempts/attempt-item.dynamo.ts';
import { Erasure } from '../../lambdas/erasures/erasure.ts';
import { OF_EVENTS, recordedEvent } from '../../lambdas/events/event-item.dynamo.ts';
import type { RecordedEvent } from '../../lambdas/events/recorded-event.ts';
import { RetryJob } from '../../lambdas/retries/retry-job.ts';
import type { StoredObject } from '../support/strict-s3/shelf.ts';
import { type Batches, batchesIn, objectViolations, rowsOf } from './batches.ts';
import type { HeldMessage } from './fakes/held-queue.ts';
import { OUR_BUCKET } from './fakes/outside.ts';
import { OPERATORS_QUEUE } from './harness/environment.ts';
import type { Harness } from './harness/harness.ts';
import type { Items } from './harness/items.ts';

/** An event in a bucket: an object, or a row of one. */
interface Delivered {
  readonly bucket: string;
  readonly event_id: string;
  readonly body: string;
}

const Parked = z.object({
  destination_id: z.string(),
  event_id: z.string(),
  attempt_number: z.number(),
  reason: z.string(),
  batch: z.object({ log: z.string(), first: z.number() }).optional(),
});

/** A recorded event. */
interface OnRecord {
  readonly tenant_id: string;
  readonly event_id: string;
  /** When it occurred, RFC 3339 in UTC. */
  readonly time: string;
  /** Undefined when a large event's data is missing. */
  readonly data: string | undefined;
  /** The path of a large event's data in our bucket. */
  readonly data_path: string | undefined;
}

/** An operator event. */
const OperatorEvents = z.object({
  id: z.string(),
  topic: z.string(),
  tenant_id: z.string(),
  data: z.object({
    attempt: z.object({ id: z.string(), status: z.string(), code: z.string() }).optional(),
    consecutive_failures: z.object({ threshold: z.number() }).optional(),
  }),
});

/** The records. */
interface Log {
  readonly attempts: readonly Attempt[];
  readonly parked: readonly z.output<typeof Parked>[];
  readonly events: readonly OnRecord[];
  readonly retries: readonly RetryJob[];
  readonly erasures: readonly Erasure[];
  /** The number of attempts according to the tenants' rollups. */
  readonly counted: number;
  /** The number of events according to them. */
  readonly countedEvents: number;
  /** The events of each batch. */
  readonly batches: Batches;
  /** All items of the table. */
  readonly log: Items['log'];
}

/** The locations of everything that has been accepted. */
export interface Snapshot extends Log {
  readonly accepted: ReadonlySet<string>;
  readonly objects: readonly Delivered[];
  /** What is wrong with the objects of batches, one sentence each. */
  readonly objectViolations: readonly string[];
  /** By queue, including dead-letter queues. */
  readonly messages: ReadonlyMap<string, readonly HeldMessage[]>;
  /** The ids of the blocked destinations. */
  readonly blocked: readonly string[];
  /** The paths of the objects in our bucket. */
  readonly ours: readonly string[];
  /** Emitted operator events with their text. */
  readonly operatorEvents: readonly (z.output<typeof OperatorEvents> & { readonly text: string })[];
  /** The topics of operator events that could not be queued, according to the log. */
  readonly unqueued: readonly string[];
}

/** Takes a snapshot. */
export async function takeSnapshot({
  outside,
  shelf,
  accepted,
  unqueued,
}: Harness): Promise<Snapshot> {
  const { queues, store, ours } = outside;
  const items = await shelf.read();
  return {
    ...logIn(items.log, ours),
    accepted: new Set(accepted),
    objects: [...store.objects].flatMap(deliveredIn),
    objectViolations: [...store.objects].flatMap(([key, object]) =>
      objectViolations({ key, ...object }),
    ),
    messages: new Map(queues),
    blocked: items.destinations.flatMap(({ id, blocked }) => (blocked ? [String(id)] : [])),
    ours: [...ours.keys()],
    operatorEvents: (queues.get(OPERATORS_QUEUE) ?? []).map(({ body }) => ({
      ...OperatorEvents.parse(JSON.parse(body)),
      text: body,
    })),
    unqueued: [...unqueued],
  };
}

function deliveredIn([key, object]: [string, StoredObject]): Delivered[] {
  const bucket = key.slice(0, key.indexOf('/'));
  const alone = { event_id: object.metadata['event-id'] ?? '', body: object.body.toString() };
  return (rowsOf({ key, ...object }) ?? [alone]).map((one) => ({ bucket, ...one }));
}

function logIn(log: Items['log'], ours: Objects): Log {
  const kinds = Map.groupBy(log, ({ kind }) => kind);
  const all = <Schema extends z.ZodType>(kind: string, schema: Schema): z.output<Schema>[] =>
    (kinds.get(kind) ?? []).map((item) => schema.parse(item));
  return {
    attempts: log.filter((item) => OF_ATTEMPTS in item).map(parseAttempt),
    parked: all('parked', Parked),
    events: log
      .filter((item) => OF_EVENTS in item)
      .map((item) => onRecord(recordedEvent(item), ours)),
    retries: all('retry', RetryJob),
    erasures: all('erasure', Erasure),
    counted: countedIn(log, 'ATTEMPTS'),
    countedEvents: countedIn(log, 'EVENTS'),
    batches: batchesIn(log),
    log,
  };
}

/** Adds up the tenants' rollups. */
const countedIn = (log: Items['log'], kind: string): number =>
  log
    .filter(({ pk }) => new RegExp(`^ROLLUPS#${kind}#.*#TENANTS#`).test(String(pk)))
    .reduce((sum, { total }) => sum + Number(total), 0);

type Objects = ReadonlyMap<string, Buffer>;

function onRecord(event: RecordedEvent, ours: Objects): OnRecord {
  const { tenant_id, id: event_id, time } = event;
  const kept = { tenant_id, event_id, time };
  if ('data' in event) return { ...kept, data: event.data, data_path: undefined };
  const data_path = `/${OUR_BUCKET}/${event.data_ref.key}`;
  return { ...kept, data: ours.get(data_path)?.toString(), data_path };
}
