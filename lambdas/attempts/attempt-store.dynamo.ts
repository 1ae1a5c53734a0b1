import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  type QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
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

/** What an attempt is called by: no two have the same. */
type AttemptName = Pick<
  Attempt,
  | 'event_id'
  | 'tenant_id'
  | 'tenant_incarnation'
  | 'destination_id'
  | 'incarnation'
  | 'attempt_number'
>;

/** What the attempts at one delivery have in common. */
export type DeliveryName = Omit<AttemptName, 'attempt_number'>;

/** What there is to know of an attempt to tell what may follow it, and its place in the timelines. */
const PastAttempt = Attempt.pick({ attempt_number: true, status: true }).extend({
  position: z.string(),
});
export type PastAttempt = z.output<typeof PastAttempt>;

/** Which attempts to list: these, those of events, those of destinations, or all. */
export type AttemptScope =
  | { readonly attempts: readonly RecordedAttempt[] }
  | { readonly eventIds: readonly string[] }
  | { readonly destinations: readonly DestinationRef[] }
  | 'all';

/** An attempt with its place in the log and in the timelines. */
export type RecordedAttempt = Attempt & Key & { readonly position: string };

/** The attempt log. What has expired is not in it any more, also while DynamoDB still has it. */
export class AttemptStore {
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
   * Records an attempt; false when it has been recorded before. A delivery may be run twice: the
   * first record of an attempt stands.
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
    const put = new PutCommand({ TableName: this.#table, Item, ...vacantAt(madeAt) });
    return conditionHeld(this.#client.send(put));
  }

  /** The record of one attempt, if it has been made; read consistently. */
  async standing(name: AttemptName): Promise<Attempt | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(name), ConsistentRead: true }),
    );
    return Item && isKept(Item, this.#now()) ? Attempt.parse(Item) : undefined;
  }

  /** The number of the last attempt at a delivery; 0 when there is none. Read consistently. */
  async last(delivery: DeliveryName): Promise<number> {
    const made = await this.history(delivery);
    return made.at(-1)?.attempt_number ?? 0;
  }

  /** What the attempts at a delivery came to, by their number. Read consistently. */
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
   * The keys of the destinations that the event has been tried at. Read consistently.
   *
   * @param tenantKey of the incarnation of the tenant whose event it is
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

  /** The attempt of that id, which was made at `time`. */
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

  /** The attempts at `keys`, in that order; those that are gone left out. */
  async at(keys: readonly Key[]): Promise<RecordedAttempt[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    const now = this.#now();
    return items.flatMap((item) => (item && isKept(item, now) ? [recordedAttempt(item)] : []));
  }

  /** Rows of attempts, in order of time; {@link at} has the attempts themselves. */
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

  /** What a query of the table finds that has not expired. */
  async #query(query: Omit<QueryCommandInput, 'TableName'>): Promise<Record<string, unknown>[]> {
    const now = this.#now();
    const items = await queryAll(this.#client, { TableName: this.#table, ...query });
    return items.filter((item) => isKept(item, now));
  }
}

const partitionOf = (eventId: string): string => `EVENT#${eventId}`;

const ownerOf = (tenantId: string, destinationId: string): string => `${tenantId}#${destinationId}`;

/** What tells a delivery from the others of its event: other incarnations have deliveries of their own. */
const deliveryKey = (name: DeliveryName): string =>
  `${incarnationKey(name.tenant_id, name.tenant_incarnation)}#${incarnationKey(name.destination_id, name.incarnation)}`;

const keyOf = (name: AttemptName): Key => ({
  pk: partitionOf(name.event_id),
  sk: `${deliveryKey(name)}#${name.attempt_number}`,
});

/** The delivery that a row of an attempt is of. */
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
