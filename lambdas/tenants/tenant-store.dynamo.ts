import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  type QueryCommandInput,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import {
  conditionHeld,
  expiryAfter,
  itemsAt,
  type Key,
  LIVE,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey, type PresentTenants } from '../platform/dynamodb/incarnation.ts';
import {
  isRow,
  type Reading,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import { positionOf } from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { Tenant } from './tenant.ts';

/** Days a deleted tenant or destination is kept before DynamoDB removes it, as in Outpost. */
export const DAYS_KEPT_AFTER_DELETE = 7;

/** The partition that holds a tenant and its destinations. */
export const partitionOf = (tenantId: string): string => `TENANT#${tenantId}`;

/** The sort key of the tenant itself, within its partition. */
export const TENANT_SK = 'TENANT';

/** The partition of the platform's timeline that lists all tenants. */
const TIMELINE = 'TENANTS';

/** What tells which tenant it is that has an id. */
const Presence = Tenant.pick({ id: true, incarnation: true });
const PRESENCE = Object.keys(Presence.shape);

/** Tenant records. */
export class TenantStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The tenant, also when it is deleted but still kept; undefined when there is none. */
  async find(tenantId: string): Promise<Tenant | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(tenantId), ConsistentRead: true }),
    );
    return Item && Tenant.parse(Item);
  }

  /** The tenant, if it is not deleted. */
  async findLive(tenantId: string): Promise<Tenant | undefined> {
    const tenant = await this.find(tenantId);
    return tenant?.deleted_at === undefined ? tenant : undefined;
  }

  /** Which of these tenants are on record, deleted ones included, and as which incarnation. */
  async present(tenantIds: readonly string[]): Promise<PresentTenants> {
    const items = await itemsAt(this.#client, this.#table, tenantIds.map(keyOf), PRESENCE);
    const found = items.flatMap((item) => (item ? [Presence.parse(item)] : []));
    return new Map(found.map(({ id, incarnation }) => [id, incarnationKey(id, incarnation)]));
  }

  /** The tenants of these ids that there are, deleted ones left out; rows of them, for a page. */
  async rowsOf(tenantIds: readonly string[]): Promise<TimelineRow[]> {
    const items = await itemsAt(this.#client, this.#table, tenantIds.map(keyOf));
    return items.flatMap((item) =>
      item && isRow(item) && item.deleted_at === undefined ? [item] : [],
    );
  }

  /** Rows of all tenants, in order of their creation; {@link at} has the tenants themselves. */
  async list(reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table, index: 'by-platform' } as const;
    return readTimeline({ ...source, partitions: [TIMELINE] }, reading);
  }

  /** The tenants at `keys`, in that order; those that are gone left out. */
  async at(keys: readonly Key[]): Promise<(Tenant & { position: string })[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item && item.deleted_at === undefined
        ? [{ ...Tenant.parse(item), position: String(item.position) }]
        : [],
    );
  }

  /** How many tenants there are. */
  async count(): Promise<number> {
    const query: QueryCommandInput = {
      TableName: this.#table,
      IndexName: 'by-platform',
      KeyConditionExpression: '#timeline = :timeline',
      ExpressionAttributeNames: { '#timeline': 'timeline' },
      ExpressionAttributeValues: { ':timeline': TIMELINE },
      Select: 'COUNT',
    };
    let count = 0;
    for await (const { Count = 0 } of paginateQuery({ client: this.#client }, query))
      count += Count;
    return count;
  }

  /** Adds the tenant; false when it exists already. A deleted one of that id is replaced. */
  async add(tenant: Tenant): Promise<boolean> {
    const { id, created_at } = tenant;
    const put = new PutCommand({
      TableName: this.#table,
      Item: { ...keyOf(id), ...tenant, timeline: TIMELINE, position: positionOf(created_at, id) },
      ConditionExpression: 'attribute_not_exists(pk) OR attribute_exists(deleted_at)',
    });
    return conditionHeld(this.#client.send(put));
  }

  /** Marks an existing tenant as updated, and replaces its metadata when some is given. */
  async update(
    tenantId: string,
    metadata: Readonly<Record<string, string>> | undefined,
    now: Date,
  ): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression: metadata
        ? 'SET updated_at = :now, metadata = :metadata'
        : 'SET updated_at = :now',
      ExpressionAttributeValues: { ':now': now.toISOString(), ':metadata': metadata },
    });
  }

  /** Deletes the tenant, and with it all it owns: nothing of a deleted tenant is live. */
  async delete(tenantId: string, now: Date): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression: 'SET deleted_at = :now, expires_at = :expiry REMOVE #timeline, #position',
      ExpressionAttributeNames: { '#timeline': 'timeline', '#position': 'position' },
      ExpressionAttributeValues: {
        ':now': now.toISOString(),
        ':expiry': expiryAfter(now, DAYS_KEPT_AFTER_DELETE),
      },
    });
  }

  /**
   * Makes room for one more destination, so that concurrent creates cannot exceed `limit`.
   *
   * @param token a ULID: says when the reservation was made, and by whom
   * @returns false when the tenant is gone, has no room, or has that id already
   */
  async reserve(tenantId: string, id: string, token: string, limit: number): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression: 'SET destinations.#id = :token',
      ConditionExpression: `${LIVE} AND size(destinations) < :limit AND attribute_not_exists(destinations.#id)`,
      ExpressionAttributeNames: { '#id': id },
      ExpressionAttributeValues: { ':token': token, ':limit': limit },
    });
  }

  /** Takes a reservation back, if it is still the one made with `token`. */
  async release(tenantId: string, id: string, token: string): Promise<void> {
    await this.#update(tenantId, {
      UpdateExpression: 'REMOVE destinations.#id',
      ConditionExpression: 'destinations.#id = :token',
      ExpressionAttributeNames: { '#id': id },
      ExpressionAttributeValues: { ':token': token },
    });
  }

  /**
   * Takes back a reservation whose token nobody knows: DynamoDB's client reads an attribute `__proto__`
   * as none.
   */
  async releaseUnread(tenantId: string, id: string): Promise<void> {
    await this.#update(tenantId, {
      UpdateExpression: 'REMOVE destinations.#id',
      ExpressionAttributeNames: { '#id': id },
    });
  }

  async #update(
    tenantId: string,
    update: Omit<UpdateCommand['input'], 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const command = new UpdateCommand({
      TableName: this.#table,
      Key: keyOf(tenantId),
      ConditionExpression: LIVE,
      ...update,
    });
    return conditionHeld(this.#client.send(command));
  }
}

const keyOf = (tenantId: string): Key => ({ pk: partitionOf(tenantId), sk: TENANT_SK });
