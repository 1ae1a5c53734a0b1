import { type DynamoDBDocumentClient, GetCommand, PutCommand } from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
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
 * Events that are read together to go on their way: with MOST_WHOLE_BYTES each, and a few times
 * that to send them, they must fit a function's memory.
 */
export const READ_AT_ONCE = 25;

/** An event in the log, with the destinations that wanted it when it was accepted. */
export const RecordedEvent = KeptEvent.and(
  z.object({
    destination_ids: z.array(z.string()),
    /** Which incarnations those were, in the same order; the empty text for one without. */
    destination_incarnations: z.array(z.string()).optional(),
    /** Those among them of which nobody knows: their filters took too long. */
    undecided_ids: z.array(z.string()).optional(),
    position: z.string(),
  }),
);
export type RecordedEvent = z.output<typeof RecordedEvent>;

/** The event itself, as it goes on its way. */
export const eventIn = ({
  destination_ids: _destinations,
  destination_incarnations: _incarnations,
  undecided_ids: _undecided,
  position: _position,
  ...event
}: RecordedEvent): KeptEvent => event;

/** The destinations of an event, as they are recorded with it. */
export type Matched = Pick<
  RecordedEvent,
  'destination_ids' | 'destination_incarnations' | 'undecided_ids'
>;

/** Which incarnation of a destination wanted the event when it was accepted, if one of that id did. */
export function matchedIncarnation(
  { destination_ids, destination_incarnations = [] }: Matched,
  destinationId: string,
): Incarnation {
  return destination_incarnations[destination_ids.indexOf(destinationId)] || undefined;
}

/** Whose events to list; empty lists leave it open. */
export interface EventScope {
  readonly tenantIds: readonly string[];
  readonly eventIds: readonly string[];
}

/** The partition of the log that holds an event and its attempts. */
const eventPartition = (eventId: string): string => `EVENT#${eventId}`;

/** The event log. What has expired is not in it any more, also while DynamoDB still has it. */
export class EventStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #now: () => Date;

  constructor(
    client: DynamoDBDocumentClient,
    table: string,
    retentionDays: number,
    now: () => Date,
  ) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#now = now;
  }

  /**
   * Records an accepted event; false when the tenant has published one of that id already.
   *
   * @param destinationIds that want it, or may: those that nobody knows of are among them
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
      // Its own time is its publisher's to give; an erasure spares what is accepted after it.
      accepted_at: now.toISOString(),
      ...timelineAttributes(KIND, tenant_id, id, positionOf(time, `${tenant_id}#${id}`)),
      expires_at: expiryAfter(now, this.#retentionDays),
    };
    const put = new PutCommand({ TableName: this.#table, Item, ...vacantAt(now) });
    return conditionHeld(this.#client.send(put));
  }

  /**
   * The tenant's event, read consistently.
   *
   * @param tenantKey of one incarnation of the tenant
   */
  async find(tenantKey: string, eventId: string): Promise<RecordedEvent | undefined> {
    const Key = eventKey(tenantKey, eventId);
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key, ConsistentRead: true }),
    );
    return Item && isKept(Item, this.#now()) ? recordedEvent(Item) : undefined;
  }

  /** The events of that id, of whatever tenant. */
  async findAll(eventId: string): Promise<RecordedEvent[]> {
    return (await this.#rowsOf(eventId)).map(recordedEvent);
  }

  /** The events at `keys`, in that order; undefined where there is none. */
  async at(keys: readonly Key[]): Promise<(RecordedEvent | undefined)[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.map((item) => (item && isKept(item, now) ? recordedEvent(item) : undefined));
  }

  /** Rows of events, in order of time; {@link at} has the events themselves. */
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
 * Where an event stands in the log.
 *
 * @param tenantKey of one incarnation of the tenant
 */
export const eventKey = (tenantKey: string, eventId: string): Key => ({
  pk: eventPartition(eventId),
  sk: tenantKey,
});

/** Something that belongs to an event, such as an attempt. */
export interface OfEvent {
  readonly tenant_id: string;
  readonly tenant_incarnation?: Incarnation;
  readonly event_id: string;
}

/** Where the event stands that something belongs to. */
export const keyOfEvent = ({ tenant_id, tenant_incarnation, event_id }: OfEvent): Key =>
  eventKey(incarnationKey(tenant_id, tenant_incarnation), event_id);

const recordedEvent = (item: Record<string, unknown>): RecordedEvent =>
  RecordedEvent.parse({ ...item, id: item.event_id });

const isOneOf = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value);
