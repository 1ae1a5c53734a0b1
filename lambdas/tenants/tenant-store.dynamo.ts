import type { QueryCommandInput, UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  expiryAfter,
  ifConditionHeld,
  itemsAt,
  type Key,
  LIVE,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { type CurrentTenants, incarnationKey } from '../platform/dynamodb/incarnation.ts';
import {
  isRow,
  type Reading,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import { positionOf } from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { Tenant } from './tenant.ts';

/** Days a deleted tenant or destination is retained before DynamoDB removes it, as in Outpost. */
export const DAYS_KEPT_AFTER_DELETE = 7;

/** The partition that holds a tenant and its destinations. */
export const tenantPartition = (tenantId: string): string => `TENANT#${tenantId}`;

/** The sort key of the tenant itself, within its partition. */
export const TENANT_SK = 'TENANT';

/** The partition of the platform's timeline that lists all tenants. */
const TIMELINE = 'TENANTS';

/** The attributes that identify a tenant's incarnation. */
const Presence = Tenant.pick({ id: true, incarnation: true });
const PRESENCE = Object.keys(Presence.shape);

/** Tenant records. */
export class TenantStore {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Returns a tenant, even if it is deleted but still retained; undefined if there is none. */
  async find(tenantId: string): Promise<Tenant | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: tenantKey(tenantId),
      ConsistentRead: true,
    });
    return Item && Tenant.parse(Item);
  }

  /** The tenant, if it is not deleted. */
  async findLive(tenantId: string): Promise<Tenant | undefined> {
    const tenant = await this.find(tenantId);
    return tenant?.deleted_at === undefined ? tenant : undefined;
  }

  /** The stored tenants among these, deleted ones included, with their incarnations. */
  async findCurrent(tenantIds: readonly string[]): Promise<CurrentTenants> {
    const items = await itemsAt(this.#client, this.#table, tenantIds.map(tenantKey), PRESENCE);
    const presences = items.flatMap((item) => (item ? [Presence.parse(item)] : []));
    return new Map(presences.map(({ id, incarnation }) => [id, incarnationKey(id, incarnation)]));
  }

  /** Timeline rows of the live tenants among these ids, for a page. */
  async listRows(tenantIds: readonly string[]): Promise<TimelineRow[]> {
    const keys = [...new Set(tenantIds)].map(tenantKey);
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item && isRow(item) && item.deleted_at === undefined ? [item] : [],
    );
  }

  /** Timeline rows of all tenants, by creation time. {@link getAll} reads the tenants themselves. */
  async list(reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table, index: 'by-platform' } as const;
    return readTimeline({ ...source, partitions: [TIMELINE] }, reading);
  }

  /** The live tenants at `keys`, in that order; others are omitted. */
  async getAll(keys: readonly Key[]): Promise<(Tenant & { position: string })[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item && item.deleted_at === undefined
        ? [{ ...Tenant.parse(item), position: String(item.position) }]
        : [],
    );
  }

  /** The number of live tenants. */
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
    for await (const { Count = 0 } of this.#client.queryPages(query)) count += Count;
    return count;
  }

  /**
   * Adds a tenant. It replaces the deleted tenant with the same id if `predecessor_deleted_at` is the time
   * of that deletion. Returns false if a live tenant exists, or one that was deleted at another time.
   */
  async add(tenant: Tenant): Promise<boolean> {
    const { id, created_at, predecessor_deleted_at = '' } = tenant;
    const put = {
      TableName: this.#table,
      Item: {
        ...tenantKey(id),
        ...tenant,
        timeline: TIMELINE,
        position: positionOf(created_at, id),
      },
      ConditionExpression: 'attribute_not_exists(pk) OR deleted_at = :predecessor',
      ExpressionAttributeValues: { ':predecessor': predecessor_deleted_at },
    };
    return conditionHeld(this.#client.put(put));
  }

  /** Updates a live tenant, and replaces its metadata if given; false if there is none. */
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

  /**
   * Revokes the tenant's tokens: sets a generation that none of them has. Returns false if there is no
   * tenant.
   */
  async revokeTokens(tenantId: string, generation: string): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression: 'SET token_generation = :generation',
      ExpressionAttributeValues: { ':generation': generation },
    });
  }

  /** Deletes the tenant; false if there is none. Nothing that a deleted tenant owns is live. */
  async delete(tenantId: string, now: Date): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression:
        'SET deleted_at = :now, expires_at = :expiry REMOVE #timeline, #position, external_id',
      ExpressionAttributeNames: { '#timeline': 'timeline', '#position': 'position' },
      ExpressionAttributeValues: {
        ':now': now.toISOString(),
        ':expiry': expiryAfter(now, DAYS_KEPT_AFTER_DELETE),
      },
    });
  }

  /**
   * Returns the external id of a live tenant; undefined if there is none.
   *
   * @param fresh the id of a tenant that has none yet
   */
  async externalId(tenantId: string, fresh: string): Promise<string | undefined> {
    const command = {
      TableName: this.#table,
      Key: tenantKey(tenantId),
      UpdateExpression: 'SET external_id = if_not_exists(external_id, :fresh)',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':fresh': fresh },
      ReturnValues: 'UPDATED_NEW' as const,
    };
    const updated = await ifConditionHeld(this.#client.update(command));
    return updated && String(updated.Attributes?.external_id);
  }

  /**
   * Reserves an id for a new destination, so that concurrent creates cannot exceed `limit`.
   *
   * @param token a ULID that identifies the caller and contains the time of the reservation
   * @returns false if the tenant does not exist, is at its limit, or already has that id
   */
  async reserve(tenantId: string, id: string, token: string, limit: number): Promise<boolean> {
    return this.#update(tenantId, {
      UpdateExpression: 'SET destinations.#id = :token',
      ConditionExpression: `${LIVE} AND size(destinations) < :limit AND attribute_not_exists(destinations.#id)`,
      ExpressionAttributeNames: { '#id': id },
      ExpressionAttributeValues: { ':token': token, ':limit': limit },
    });
  }

  /** Removes a reservation, if it was made with `token`. */
  async release(tenantId: string, id: string, token: string): Promise<void> {
    await this.#update(tenantId, {
      UpdateExpression: 'REMOVE destinations.#id',
      ConditionExpression: 'destinations.#id = :token',
      ExpressionAttributeNames: { '#id': id },
      ExpressionAttributeValues: { ':token': token },
    });
  }

  /**
   * Removes a reservation whose token cannot be read: DynamoDB's client omits an attribute named
   * `__proto__`.
   */
  async releaseUnread(tenantId: string, id: string): Promise<void> {
    await this.#update(tenantId, {
      UpdateExpression: 'REMOVE destinations.#id',
      ExpressionAttributeNames: { '#id': id },
    });
  }

  async #update(
    tenantId: string,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const command = {
      TableName: this.#table,
      Key: tenantKey(tenantId),
      ConditionExpression: LIVE,
      ...update,
    };
    return conditionHeld(this.#client.update(command));
  }
}

const tenantKey = (tenantId: string): Key => ({ pk: tenantPartition(tenantId), sk: TENANT_SK });
