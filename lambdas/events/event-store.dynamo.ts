import { z } from 'zod';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  expiryAfter,
  isKept,
  itemsAt,
  type Key,
  queryAll,
  vacantAt,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { type Incarnation, incarnationKey } from '../platform/dynamodb/incarnation.ts';
import {
  isRow,
  type Reading,
  readRows,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import {
  ownerPartitions,
  platformPartitions,
  positionOf,
  timelineAttributes,
} from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { KeptEvent } from './event.ts';

const KIND = 'EVENTS';

/**
 * The maximum number of events read together for delivery. Each takes MOST_WHOLE_BYTES, and a few
 * times that to send; all must fit in a function's memory.
 */
export const READ_AT_ONCE = 25;

/** An event in the event store, with the destinations that matched when it was accepted. */
export const RecordedEvent = KeptEvent.and(
  z.object({
    destination_ids: z.array(z.string()),
    /** The incarnations of `destination_ids`, in the same order; an empty string means none. */
    destination_incarnations: z.array(z.string()).optional(),
    /** The destinations among them whose filters exceeded the step budget. */
    undecided_ids: z.array(z.string()).optional(),
    position: z.string(),
  }),
);
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** Returns the event without the fields of its record, as it is sent. */
export const eventIn = ({
  destination_ids: _destinations,
  destination_incarnations: _incarnations,
  undecided_ids: _undecided,
  position: _position,
  ...event
}: RecordedEvent): KeptEvent => event;

/** The destinations recorded with an event. */
export type Matched = Pick<
  RecordedEvent,
  'destination_ids' | 'destination_incarnations' | 'undecided_ids'
>;

/** Returns the incarnation of a destination that matched the event; undefined if it has none. */
export function matchedIncarnation(
  { destination_ids, destination_incarnations = [] }: Matched,
  destinationId: string,
): Incarnation {
  return destination_incarnations[destination_ids.indexOf(destinationId)] || undefined;
}

/** The tenants and events to list. An empty list does not restrict. */
export interface EventScope {
  readonly tenantIds: readonly string[];
  readonly eventIds: readonly string[];
}

/** The partition key of an event and its attempts. */
const eventPartition = (eventId: string): string => `EVENT#${eventId}`;

/** The event store. Never returns expired items, even before DynamoDB deletes them. */
export class EventStore {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #now: () => Date;

  constructor(client: Documents, table: string, retentionDays: number, now: () => Date) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#now = now;
  }

  /**
   * Records an accepted event. Returns false when the tenant already has an event with this id.
   *
   * @param destinationIds the matching and the undecided destinations
   */
  async record(
    event: KeptEvent,
    destinationIds: readonly string[],
    now: Date,
    { undecided_ids = [], destination_incarnations = [] }: Partial<Matched> = {},
  ): Promise<boolean> {
    const { id, tenant_id, tenant_incarnation, time, ...rest } = event;
    const Item = {
      ...eventKey(incarnationKey(tenant_id, tenant_incarnation), id),
      ...rest,
      kind: 'event',
      event_id: id,
      tenant_id,
      tenant_incarnation,
      time,
      destination_ids: destinationIds,
      ...(destination_incarnations.some(Boolean) && { destination_incarnations }),
      ...(undecided_ids.length > 0 && { undecided_ids }),
      // The publisher sets `time`. An erasure keeps events accepted after it, so it needs this
      // time.
      accepted_at: now.toISOString(),
      ...timelineAttributes(KIND, tenant_id, id, positionOf(time, `${tenant_id}#${id}`)),
      expires_at: expiryAfter(now, this.#retentionDays),
    };
    const put = { TableName: this.#table, Item, ...vacantAt(now) };
    return conditionHeld(this.#client.put(put));
  }

  /**
   * Returns the tenant's event. Strongly consistent.
   *
   * @param tenantKey the key of one incarnation of the tenant
   */
  async find(tenantKey: string, eventId: string): Promise<RecordedEvent | undefined> {
    const Key = eventKey(tenantKey, eventId);
    const { Item } = await this.#client.get({ TableName: this.#table, Key, ConsistentRead: true });
    return Item && isKept(Item, this.#now()) ? recordedEvent(Item) : undefined;
  }

  /** Returns the events with this id, of all tenants. */
  async findAll(eventId: string): Promise<RecordedEvent[]> {
    return (await this.#rowsOf(eventId)).map(recordedEvent);
  }

  /** Returns the events at `keys`, in order; undefined for a missing event. */
  async at(keys: readonly Key[]): Promise<(RecordedEvent | undefined)[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.map((item) => (item && isKept(item, now) ? recordedEvent(item) : undefined));
  }

  /** Lists rows of events, in time order. Use {@link at} to read the events. */
  async list({ tenantIds, eventIds }: EventScope, reading: Reading): Promise<Rows<TimelineRow>> {
    if (eventIds.length > 0) {
      const rows = await Promise.all([...new Set(eventIds)].map((id) => this.#rowsOf(id)));
      return readRows(rows.flat(), {
        ...reading,
        wanted: (row) => reading.wanted(row) && isOneOf(tenantIds, String(row.tenant_id)),
      });
    }
    const source = { client: this.#client, table: this.#table };
    const partitions = [...new Set(tenantIds)].flatMap((id) => ownerPartitions(KIND, id));
    return partitions.length > 0
      ? readTimeline({ ...source, index: 'by-owner', partitions }, reading)
      : readTimeline(
          { ...source, index: 'by-platform', partitions: platformPartitions(KIND) },
          reading,
        );
  }

  async #rowsOf(eventId: string): Promise<TimelineRow[]> {
    const items = await queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':pk': eventPartition(eventId), ':kind': 'event' },
    });
    const now = this.#now();
    return items.filter((item) => isKept(item, now)).filter(isRow);
  }
}

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

const recordedEvent = (item: Record<string, unknown>): RecordedEvent =>
  RecordedEvent.parse({ ...item, id: item.event_id });

const isOneOf = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value);
