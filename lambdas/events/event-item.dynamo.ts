import type { ZlibOptions } from 'node:zlib';
import { expiryAfter, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import {
  type Incarnation,
  incarnationKey,
  parseId,
  parseIncarnation,
} from '../platform/dynamodb/incarnation.ts';
import { itemSize, writeUnits } from '../platform/dynamodb/item-size.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { instantAt, positionOf, timelineAttributes } from '../platform/dynamodb/timeline.ts';
import { MAX_INLINE_BYTES, type StoredEvent } from './event.ts';
import { type MatchRecord, RecordedEvent } from './recorded-event.ts';

const { deflateRawSync, inflateRawSync } = process.getBuiltinModule('node:zlib');

const PARTITION = 'EVENT#';

/** The name of the timelines of events. */
export const EVENTS = 'EVENTS';

/** An attribute that all events have and no attempt has. */
export const OF_EVENTS = 'accepted_at';

/** The partition key of an event and its attempts. */
export const eventPartition = (eventId: string): string => PARTITION + eventId;

/** The event id in a partition key. */
export const parseEventId = (pk: string): string => pk.slice(PARTITION.length);

/**
 * Returns the primary key of an event.
 *
 * @param tenantKey the key of one incarnation of the tenant
 */
export const eventKey = (tenantKey: string, eventId: string): Key => ({
  pk: eventPartition(eventId),
  sk: tenantKey,
});

/** An item that belongs to an event, such as an attempt. */
export interface OfEvent {
  readonly tenant_id: string;
  readonly tenant_incarnation?: Incarnation;
  readonly event_id: string;
}

/** Returns the primary key of the event that an item belongs to. */
export const keyOfEvent = ({ tenant_id, tenant_incarnation, event_id }: OfEvent): Key =>
  eventKey(incarnationKey(tenant_id, tenant_incarnation), event_id);

/**
 * Returns the item that stores an event. It repeats nothing that its keys contain, and omits default
 * values.
 */
export function eventItem(
  event: StoredEvent,
  matched: MatchRecord,
  now: Date,
  retentionDays: number,
) {
  const { id, tenant_id, tenant_incarnation, time, metadata, eligible_for_retry, ...rest } = event;
  const { destination_ids, destination_incarnations = [], batches } = matched;
  const { undecided_ids = [], unplaced_ids = [] } = matched;
  const position = positionOf(time, `${tenant_id}#${id}`);
  return withDataDeflated({
    ...eventKey(incarnationKey(tenant_id, tenant_incarnation), id),
    ...rest,
    ...(Object.keys(metadata).length > 0 && { metadata }),
    ...(!eligible_for_retry && { eligible_for_retry }),
    ...(instantAt(position) !== time && { time }),
    destinations: destination_ids.map((one, n) =>
      incarnationKey(one, destination_incarnations[n] || undefined),
    ),
    ...(undecided_ids.length > 0 && { undecided_ids }),
    ...(unplaced_ids.length > 0 && { unplaced_ids }),
    ...(batches && { batches }),
    // The publisher sets `time`. An erasure keeps events accepted after it, so it needs this time.
    [OF_EVENTS]: now.toISOString(),
    ...timelineAttributes(EVENTS, tenant_id, id, position),
    expires_at: expiryAfter(now, retentionDays),
  });
}

/** Returns a row of an item or of its projection, with the fields that its keys contain. */
export function eventRow({ destinations, ...row }: TimelineRow): TimelineRow {
  return {
    ...row,
    ...parseEventKey(row),
    destination_ids: parseDestinationKeys(destinations).map(parseId),
  };
}

/** Returns the event that an item stores. */
export function recordedEvent(item: Readonly<Record<string, unknown>>): RecordedEvent {
  const incarnations = parseDestinationKeys(item.destinations).map(
    (key) => parseIncarnation(key) ?? '',
  );
  return RecordedEvent.parse({
    metadata: {},
    eligible_for_retry: true,
    ...decoded(item),
    ...(item.data instanceof Uint8Array && { data: inflated(item.data) }),
    ...(incarnations.some(Boolean) && { destination_incarnations: incarnations }),
  });
}

/** Adds to an item what its keys, its position and its destinations contain. */
export function decoded(item: Readonly<Record<string, unknown>>) {
  const { event_id: id, ...tenant } = parseEventKey({ pk: String(item.pk), sk: String(item.sk) });
  return {
    time: instantAt(String(item.position)),
    ...item,
    ...tenant,
    id,
    destination_ids: parseDestinationKeys(item.destinations).map(parseId),
  };
}

const parseEventKey = ({ pk, sk }: Key) => {
  const tenant_incarnation = parseIncarnation(sk);
  return {
    event_id: parseEventId(pk),
    tenant_id: parseId(sk),
    ...(tenant_incarnation !== undefined && { tenant_incarnation }),
  };
};

const parseDestinationKeys = (destinations: unknown): string[] =>
  Array.isArray(destinations) ? destinations.map(String) : [];

/** Up to this many bytes, a small window and buffer take a third less time than zlib's defaults. */
const SMALL_BYTES = 4_096;
const SMALL: ZlibOptions = { windowBits: 12, memLevel: 5, chunkSize: SMALL_BYTES };

/** The fastest level. Higher ones save few bytes of larger data and take several times as long. */
const LARGE: ZlibOptions = { level: 1 };

/** Deflates an item's data, if the item then takes fewer write units. */
function withDataDeflated<Item extends Record<string, unknown>>(item: Item) {
  const { data } = item;
  const size = itemSize(item);
  const units = writeUnits(size);
  if (typeof data !== 'string' || units === 1) return item;
  const bytes = Buffer.from(data);
  const deflated = deflateRawSync(bytes, bytes.length > SMALL_BYTES ? LARGE : SMALL);
  const saved = bytes.length - deflated.length;
  return writeUnits(size - saved) < units ? { ...item, data: deflated } : item;
}

const inflated = (data: Uint8Array): string =>
  inflateRawSync(data, { maxOutputLength: MAX_INLINE_BYTES }).toString();
