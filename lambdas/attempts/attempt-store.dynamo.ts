import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
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
import {
  ownerPartitions,
  platformPartition,
  platformPartitions,
  positionOf,
} from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { Attempt } from './attempt.ts';
import {
  ATTEMPTS,
  type AttemptName,
  attemptItem,
  attemptKey,
  attemptOwner,
  attemptPartition,
  attemptRow,
  type DeliveryName,
  deliveryKey,
  OF_ATTEMPTS,
  OF_BATCHED_EVENTS,
  parseAttempt,
} from './attempt-item.dynamo.ts';

/** A destination whose attempts to list. */
export interface DestinationRef {
  readonly tenantId: string;
  readonly destinationId: string;
}

/** The fields of an attempt that decide whether a retry may follow, and its timeline position. */
const PastAttempt = Attempt.pick({ attempt_number: true, status: true }).extend({
  position: z.string(),
});
export type PastAttempt = z.output<typeof PastAttempt>;

/** An attempt with its primary key and its timeline position. */
export type RecordedAttempt = Attempt & Key & { readonly position: string };

/** The attributes that are stored with the ids of events or batches. */
export interface EventPartitions {
  /** The rows of the attempts. */
  readonly rows: readonly TimelineRow[];
  /** The items of the events that are collected into batches. */
  readonly batchedEvents: readonly Readonly<Record<string, unknown>>[];
}

/** The attempts to list: the given ones, those of destinations, or all. */
export type AttemptScope =
  | Pick<EventPartitions, 'rows'>
  | { readonly destinations: readonly DestinationRef[] }
  | 'all';

/** The store of attempts. Never returns expired items, even before DynamoDB deletes them. */
export class AttemptStore {
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

  /**
   * Returns a store for one run, which records the attempts of concurrent tasks together: see {@link run}.
   */
  batching(): AttemptStore {
    return new AttemptStore(this.#client, this.#table, this.#retentionDays, this.#now);
  }

  /** Runs a task that may record an attempt. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#inserter.run(task);
  }

  /**
   * Records an attempt. Returns false when it was recorded before: a delivery may run twice, and
   * the first record of an attempt is kept.
   */
  async record(attempt: Attempt): Promise<boolean> {
    const item = attemptItem(attempt, this.#retentionDays);
    return this.#inserter.insert(item, new Date(attempt.time));
  }

  /** Returns the existing record of an attempt, if any. Strongly consistent. */
  async existing(name: AttemptName): Promise<Attempt | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: attemptKey(name),
      ConsistentRead: true,
    });
    return Item && isKept(Item, this.#now()) ? parseAttempt(Item) : undefined;
  }

  /** Returns the number of the last attempt at a delivery; 0 for none. Strongly consistent. */
  async lastNumber(delivery: DeliveryName): Promise<number> {
    const attempts = await this.history(delivery);
    return attempts.at(-1)?.attempt_number ?? 0;
  }

  /** Returns the last attempts with this event or batch id, one per delivery. Strongly consistent. */
  async listLastAttempts(eventId: string): Promise<Attempt[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: `attribute_exists(${OF_ATTEMPTS})`,
      ExpressionAttributeValues: { ':pk': attemptPartition(eventId) },
      ConsistentRead: true,
    });
    const deliveries = Map.groupBy(items.map(parseAttempt), deliveryKey);
    return [...deliveries.values()].flatMap(
      (attempts) => attempts.toSorted((a, b) => b.attempt_number - a.attempt_number)[0] ?? [],
    );
  }

  /** Returns the outcomes of the attempts at a delivery, by attempt number. Strongly consistent. */
  async history(delivery: DeliveryName): Promise<PastAttempt[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :owner)',
      ProjectionExpression: 'pk, sk, #status, #position, expires_at',
      ExpressionAttributeNames: { '#status': 'status', '#position': 'position' },
      ExpressionAttributeValues: {
        ':pk': attemptPartition(delivery.event_id),
        ':owner': `${deliveryKey(delivery)}#`,
      },
      ConsistentRead: true,
    });
    return items
      .filter(isRow)
      .map((row) => PastAttempt.parse(attemptRow(row)))
      .sort((a, b) => a.attempt_number - b.attempt_number);
  }

  /**
   * Returns the keys of the destinations with an attempt at the event. Strongly consistent.
   *
   * @param tenantKey the key of the tenant incarnation that owns the event
   */
  async destinationsTried(tenantKey: string, eventId: string): Promise<Set<string>> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :tenant)',
      ProjectionExpression: 'sk, expires_at',
      ExpressionAttributeValues: { ':pk': attemptPartition(eventId), ':tenant': `${tenantKey}#` },
      ConsistentRead: true,
    });
    return new Set(items.map(({ sk }) => String(sk).split('#')[1] ?? ''));
  }

  /** Returns the attempt with this id, which was made at `time`. */
  async find(id: string, time: string): Promise<RecordedAttempt | undefined> {
    const position = positionOf(time, id);
    const partitions = [platformPartition(ATTEMPTS, id)];
    const { rows } = await readTimeline(
      { client: this.#client, table: this.#table, index: 'by-platform', partitions },
      {
        after: positionOf(time, ''),
        before: `${position}~`,
        descending: false,
        limit: 1,
        wanted: (row) => row.position === position,
      },
    );
    return (await this.getAll(rows))[0];
  }

  /** Returns the attempts at `keys`, in order. Omits missing and expired attempts. */
  async getAll(keys: readonly Key[]): Promise<RecordedAttempt[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.flatMap((item) => (item && isKept(item, now) ? [recordedAttempt(item)] : []));
  }

  /** Lists rows of attempts, in time order. Use {@link getAll} to read the attempts. */
  async list(scope: AttemptScope, reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table, decode: attemptRow };
    if (scope === 'all') {
      const partitions = platformPartitions(ATTEMPTS);
      return readTimeline({ ...source, index: 'by-platform', partitions }, reading);
    }
    if ('rows' in scope) return readRows(scope.rows, reading);
    const partitions = scope.destinations.flatMap(({ tenantId, destinationId }) =>
      ownerPartitions(ATTEMPTS, attemptOwner(tenantId, destinationId)),
    );
    return readTimeline({ ...source, index: 'by-owner', partitions }, reading);
  }

  /** Reads the attempts with these event or batch ids, together with the events that are in batches. */
  async readPartitions(ids: readonly string[]): Promise<EventPartitions> {
    const partitions = await Promise.all(
      [...new Set(ids)].map((id) =>
        this.#query({
          KeyConditionExpression: 'pk = :pk',
          FilterExpression: `attribute_exists(${OF_ATTEMPTS}) OR attribute_exists(${OF_BATCHED_EVENTS})`,
          ExpressionAttributeValues: { ':pk': attemptPartition(id) },
        }),
      ),
    );
    const items = partitions.flat();
    const isBatchedEvent = (item: Record<string, unknown>) => OF_BATCHED_EVENTS in item;
    return {
      rows: items
        .filter((item) => !isBatchedEvent(item))
        .filter(isRow)
        .map(attemptRow),
      batchedEvents: items.filter(isBatchedEvent),
    };
  }

  /** Queries the table and omits expired items. */
  async #query(query: Omit<QueryCommandInput, 'TableName'>): Promise<Record<string, unknown>[]> {
    const now = this.#now();
    const items = await queryAll(this.#client, { TableName: this.#table, ...query });
    return items.filter((item) => isKept(item, now));
  }
}

const recordedAttempt = (item: Record<string, unknown>): RecordedAttempt => ({
  ...parseAttempt(item),
  pk: String(item.pk),
  sk: String(item.sk),
  position: String(item.position),
});
