import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
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
import { incarnationIn, incarnationKey } from '../platform/dynamodb/incarnation.ts';
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
  timelineAttributes,
} from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { Attempt } from './attempt.ts';

const KIND = 'ATTEMPTS';

/** A destination whose attempts to list. */
export interface DestinationRef {
  readonly tenantId: string;
  readonly destinationId: string;
}

/** The fields that identify an attempt uniquely. */
type AttemptName = Pick<
  Attempt,
  | 'event_id'
  | 'tenant_id'
  | 'tenant_incarnation'
  | 'destination_id'
  | 'incarnation'
  | 'attempt_number'
>;

/** The fields that identify a delivery, which all its attempts share. */
export type DeliveryName = Omit<AttemptName, 'attempt_number'>;

/** The fields of an attempt that decide whether a retry may follow, and its timeline position. */
const PastAttempt = Attempt.pick({ attempt_number: true, status: true }).extend({
  position: z.string(),
});
export type PastAttempt = z.output<typeof PastAttempt>;

/** The attempts to list: the given ones, those of events, those of destinations, or all. */
export type AttemptScope =
  | { readonly attempts: readonly RecordedAttempt[] }
  | { readonly eventIds: readonly string[] }
  | { readonly destinations: readonly DestinationRef[] }
  | 'all';

/** An attempt with its primary key and its timeline position. */
export type RecordedAttempt = Attempt & Key & { readonly position: string };

/** The store of attempts. Never returns expired items, even before DynamoDB deletes them. */
export class AttemptStore {
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
   * Records an attempt. Returns false when it was recorded before: a delivery may run twice, and
   * the first record of an attempt is kept.
   */
  async record(attempt: Attempt): Promise<boolean> {
    const { tenant_id, destination_id, id, time } = attempt;
    const madeAt = new Date(time);
    const Item = {
      ...attempt,
      ...keyOf(attempt),
      kind: 'attempt',
      ...timelineAttributes(KIND, ownerOf(tenant_id, destination_id), id, positionOf(time, id)),
      expires_at: expiryAfter(madeAt, this.#retentionDays),
    };
    const put = { TableName: this.#table, Item, ...vacantAt(madeAt) };
    return conditionHeld(this.#client.put(put));
  }

  /** Returns the existing record of an attempt, if any. Strongly consistent. */
  async existing(name: AttemptName): Promise<Attempt | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: keyOf(name),
      ConsistentRead: true,
    });
    return Item && isKept(Item, this.#now()) ? Attempt.parse(Item) : undefined;
  }

  /** Returns the number of the last attempt at a delivery; 0 for none. Strongly consistent. */
  async last(delivery: DeliveryName): Promise<number> {
    const attempts = await this.history(delivery);
    return attempts.at(-1)?.attempt_number ?? 0;
  }

  /** Returns the outcomes of the attempts at a delivery, by attempt number. Strongly consistent. */
  async history(delivery: DeliveryName): Promise<PastAttempt[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :owner)',
      ProjectionExpression: 'attempt_number, #status, #position, expires_at',
      ExpressionAttributeNames: { '#status': 'status', '#position': 'position' },
      ExpressionAttributeValues: {
        ':pk': partitionOf(delivery.event_id),
        ':owner': `${deliveryKey(delivery)}#`,
      },
      ConsistentRead: true,
    });
    return items
      .map((item) => PastAttempt.parse(item))
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
      ExpressionAttributeValues: { ':pk': partitionOf(eventId), ':tenant': `${tenantKey}#` },
      ConsistentRead: true,
    });
    return new Set(items.map(({ sk }) => String(sk).split('#')[1] ?? ''));
  }

  /** Returns the attempt with this id, which was made at `time`. */
  async find(id: string, time: string): Promise<RecordedAttempt | undefined> {
    const position = positionOf(time, id);
    const partitions = [platformPartition(KIND, id)];
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
    return (await this.at(rows))[0];
  }

  /** Returns the attempts at `keys`, in order. Omits missing and expired attempts. */
  async at(keys: readonly Key[]): Promise<RecordedAttempt[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.flatMap((item) => (item && isKept(item, now) ? [recordedAttempt(item)] : []));
  }

  /** Lists rows of attempts, in time order. Use {@link at} to read the attempts. */
  async list(scope: AttemptScope, reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table };
    if (scope === 'all') {
      const partitions = platformPartitions(KIND);
      return readTimeline({ ...source, index: 'by-platform', partitions }, reading);
    }
    if ('attempts' in scope)
      return readRows(
        scope.attempts.map((attempt) => ({ ...attempt })),
        reading,
      );
    if ('eventIds' in scope) {
      const rows = await Promise.all([...new Set(scope.eventIds)].map((id) => this.#rowsOf(id)));
      return readRows(rows.flat(), reading);
    }
    const partitions = scope.destinations.flatMap(({ tenantId, destinationId }) =>
      ownerPartitions(KIND, ownerOf(tenantId, destinationId)),
    );
    return readTimeline({ ...source, index: 'by-owner', partitions }, reading);
  }

  async #rowsOf(eventId: string): Promise<TimelineRow[]> {
    const items = await this.#query({
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'kind = :kind',
      ExpressionAttributeValues: { ':pk': partitionOf(eventId), ':kind': 'attempt' },
    });
    return items.filter(isRow);
  }

  /** Queries the table and omits expired items. */
  async #query(query: Omit<QueryCommandInput, 'TableName'>): Promise<Record<string, unknown>[]> {
    const now = this.#now();
    const items = await queryAll(this.#client, { TableName: this.#table, ...query });
    return items.filter((item) => isKept(item, now));
  }
}

const partitionOf = (eventId: string): string => `EVENT#${eventId}`;

const ownerOf = (tenantId: string, destinationId: string): string => `${tenantId}#${destinationId}`;

/** The sort key prefix of a delivery. Each incarnation has its own deliveries. */
const deliveryKey = (name: DeliveryName): string =>
  `${incarnationKey(name.tenant_id, name.tenant_incarnation)}#${incarnationKey(name.destination_id, name.incarnation)}`;

const keyOf = (name: AttemptName): Key => ({
  pk: partitionOf(name.event_id),
  sk: `${deliveryKey(name)}#${name.attempt_number}`,
});

/** Returns the delivery that an attempt row belongs to. */
export function deliveryIn({ sk, event_id, tenant_id, destination_id }: TimelineRow): DeliveryName {
  const [tenant = '', destination = ''] = sk.split('#');
  return {
    event_id: String(event_id),
    tenant_id: String(tenant_id),
    tenant_incarnation: incarnationIn(tenant),
    destination_id: String(destination_id),
    incarnation: incarnationIn(destination),
  };
}

const recordedAttempt = (item: Record<string, unknown>): RecordedAttempt => ({
  ...Attempt.parse(item),
  pk: String(item.pk),
  sk: String(item.sk),
  position: String(item.position),
});
