import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { isKept, itemsAt, type Key, queryAll } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { Inserter } from '../platform/dynamodb/inserter.dynamo.ts';
import {
  isRow,
  type Reading,
  readRows,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import { ownerPartitions, platformPartitions } from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import type { StoredEvent } from './event.ts';
import {
  EVENTS,
  eventItem,
  eventKey,
  eventPartition,
  eventRow,
  OF_EVENTS,
  recordedEvent,
} from './event-item.dynamo.ts';
import type { MatchRecord, RecordedEvent } from './recorded-event.ts';

/**
 * The maximum number of events read together for delivery. Each takes MAX_INLINE_BYTES, and a few
 * times that to send; all must fit in a function's memory.
 */
export const READ_AT_ONCE = 25;

/** The tenants and events to list. An empty list does not restrict. */
export interface EventScope {
  readonly tenantIds: readonly string[];
  readonly eventIds: readonly string[];
}

/** The event store. Never returns expired items, even before DynamoDB deletes them. */
export class EventStore {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #now: () => Date;
  readonly #inserter: Inserter;

  constructor(client: Documents, table: string, retentionDays: number, now: () => Date) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#now = now;
    this.#inserter = new Inserter(client, table);
  }

  /** Returns a store for one run, which records the events of concurrent tasks together: see {@link run}. */
  batching(): EventStore {
    return new EventStore(this.#client, this.#table, this.#retentionDays, this.#now);
  }

  /** Runs a task that may record an event. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#inserter.run(task);
  }

  /**
   * Records an accepted event. Returns false when the tenant already has an event with this id.
   *
   * @param destination_ids the matching and the undecided destinations
   */
  async record(
    event: StoredEvent,
    destination_ids: string[],
    now: Date,
    matched: Partial<MatchRecord> = {},
  ): Promise<boolean> {
    const item = eventItem(event, { ...matched, destination_ids }, now, this.#retentionDays);
    return this.#inserter.insert(item, now);
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
    return (await this.#listItems(eventId)).map(recordedEvent);
  }

  /** Returns the events at `keys`, in order; undefined for a missing event. */
  async getAll(keys: readonly Key[]): Promise<(RecordedEvent | undefined)[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.map((item) => (item && isKept(item, now) ? recordedEvent(item) : undefined));
  }

  /** Lists rows of events, in time order. Use {@link getAll} to read the events. */
  async list({ tenantIds, eventIds }: EventScope, reading: Reading): Promise<Rows<TimelineRow>> {
    if (eventIds.length > 0) {
      const rows = await Promise.all([...new Set(eventIds)].map((id) => this.#listItems(id)));
      return readRows(rows.flat().filter(isRow).map(eventRow), {
        ...reading,
        wanted: (row) => reading.wanted(row) && isOneOf(tenantIds, String(row.tenant_id)),
      });
    }
    const source = { client: this.#client, table: this.#table, decode: eventRow };
    const partitions = tenantIds.flatMap((id) => ownerPartitions(EVENTS, id));
    return partitions.length > 0
      ? readTimeline({ ...source, index: 'by-owner', partitions }, reading)
      : readTimeline(
          { ...source, index: 'by-platform', partitions: platformPartitions(EVENTS) },
          reading,
        );
  }

  async #listItems(eventId: string): Promise<Record<string, unknown>[]> {
    const items = await queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: `attribute_exists(${OF_EVENTS})`,
      ExpressionAttributeValues: { ':pk': eventPartition(eventId) },
    });
    const now = this.#now();
    return items.filter((item) => isKept(item, now));
  }
}

const isOneOf = (allowed: readonly string[], value: string): boolean =>
  allowed.length === 0 || allowed.includes(value);
