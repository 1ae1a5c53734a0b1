import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { z } from 'zod';
import {
  conditionHeld,
  expiryAfter,
  itemsAt,
  type Key,
  LIVE,
  queryAll,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { own } from '../platform/json/own.ts';
import { Tenant } from '../tenants/tenant.ts';
import { DAYS_KEPT_AFTER_DELETE, partitionOf, TENANT_SK } from '../tenants/tenant-store.dynamo.ts';
import { type Block, Destination, type DestinationRef, type Verification } from './destination.ts';
import { onlyOf } from './only-of.ts';

const SK_PREFIX = 'DESTINATION#';

/** A live tenant and its live destinations, oldest first. */
export interface TenantDestinations {
  readonly tenant: Tenant;
  readonly destinations: readonly Destination[];
}

/** Destination records. */
export class DestinationStore {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** What the tenant has; undefined when there is no such tenant. Read consistently. */
  async loadTenant(tenantId: string): Promise<TenantDestinations | undefined> {
    const items = await this.#partition(tenantId);
    const tenant = tenantIn(items);
    if (!tenant) return undefined;
    const destinations = items
      .filter(({ sk, deleted_at }) => sk !== TENANT_SK && deleted_at === undefined)
      .map((item) => Destination.parse(item))
      // What is not among the tenant's own is left from a tenant of that id that was deleted.
      .filter((destination) => isNamedBy(tenant, destination))
      .sort(byAge);
    return { tenant, destinations };
  }

  /** The destination, also when it is deleted but still kept; read consistently. */
  async find(tenantId: string, id: string): Promise<Destination | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({ TableName: this.#table, Key: keyOf(tenantId, id), ConsistentRead: true }),
    );
    return Item && Destination.parse(Item);
  }

  /** The same of that very destination: undefined when another has its id by now. */
  async findOnly({ tenant_id, id, incarnation }: DestinationRef): Promise<Destination | undefined> {
    const found = await this.find(tenant_id, id);
    return found?.incarnation === incarnation ? found : undefined;
  }

  /** The destinations called `[tenant id, id]`, in that order; undefined where there is none. */
  async at(names: readonly [string, string][]): Promise<(Destination | undefined)[]> {
    const keys = names.map(([tenantId, id]) => keyOf(tenantId, id));
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.map((item) => item && Destination.parse(item));
  }

  /** The ids of all destinations the tenant has or had lately: deleted ones are kept for a while. */
  async idsOf(tenantId: string): Promise<string[]> {
    const items = await this.#partition(tenantId);
    return items.filter(({ sk }) => sk !== TENANT_SK).map(({ id }) => String(id));
  }

  /**
   * Stores a new destination. Whoever has reserved its id on the tenant may: whatever stands there
   * is not live.
   */
  async put(destination: Destination): Promise<void> {
    await this.#put(destination, {});
  }

  /** Stores a changed destination; false when it is no longer at `version`, or is gone. */
  async replace(destination: Destination, version: number): Promise<boolean> {
    const condition = {
      ConditionExpression: `${LIVE} AND version = :version`,
      ExpressionAttributeValues: { ':version': version },
    };
    return this.#put(destination, onlyOf(destination, condition));
  }

  /** Marks the destination as deleted; false when it is, or is gone. */
  async delete(destination: DestinationRef, now: Date): Promise<boolean> {
    return this.#update(destination, {
      // What is kept is read with every publish of the tenant: no more than says what it was.
      UpdateExpression:
        'SET deleted_at = :now, expires_at = :expiry, credentials = :none ' +
        'REMOVE #filter, #metadata, delivery_metadata, config.key_template',
      ConditionExpression: LIVE,
      ExpressionAttributeNames: { '#filter': 'filter', '#metadata': 'metadata' },
      ExpressionAttributeValues: {
        ':none': {},
        ':now': now.toISOString(),
        ':expiry': expiryAfter(now, DAYS_KEPT_AFTER_DELETE),
      },
    });
  }

  /**
   * Deletes the destinations that a deleted tenant left; not those of a successor that has come
   * meanwhile. A destination is put after the tenant names it, and read before the tenant is: its
   * key sorts first.
   *
   * @returns those that it has deleted, or somebody else at the same time
   */
  async deleteOrphans(tenantId: string, now: Date): Promise<DestinationRef[]> {
    const items = await this.#partition(tenantId);
    const tenant = tenantIn(items);
    const left = items
      .filter(({ sk, deleted_at }) => sk !== TENANT_SK && deleted_at === undefined)
      .map((item) => Destination.parse(item))
      .filter((destination) => !tenant || !isNamedBy(tenant, destination));
    await Promise.all(left.map((destination) => this.delete(destination, now)));
    return left;
  }

  /** Asks for another verification than there was; false when there is no live destination. */
  async askVerification(destination: DestinationRef, pending: Verification): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET verification = :verification, version = version + :one',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':verification': pending, ':one': 1 },
    });
  }

  /**
   * Blocks the destination, if it is still as `revision` knows it, and is not blocked.
   *
   * @returns false when it is not: it may be mended by now
   */
  async block(destination: Destination, block: Block): Promise<boolean> {
    const { revision } = destination;
    const isNew = await this.#update(destination, {
      UpdateExpression: 'SET blocked = :block, version = version + :one',
      ConditionExpression: `${LIVE} AND revision = :revision AND attribute_not_exists(blocked)`,
      ExpressionAttributeValues: { ':block': block, ':one': 1, ':revision': revision },
    });
    // Ours, too, when the answer to a first write was lost and the SDK has written again.
    return isNew || (await this.findOnly(destination))?.blocked?.at === block.at;
  }

  /**
   * Ends a block, and forgets what led to it; operators are to be told.
   *
   * @returns false when there was none
   */
  async unblock(destination: DestinationRef): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression:
        'SET version = version + :one, alerted = :none, last_block = blocked ' +
        'REMOVE blocked, failures, rejections',
      ConditionExpression: `${LIVE} AND attribute_exists(blocked)`,
      ExpressionAttributeValues: { ':one': 1, ':none': 0 },
    });
  }

  /** Stores what a verification came to; false when another has been asked for since. */
  async recordVerification(
    destination: DestinationRef,
    verification: Verification,
  ): Promise<boolean> {
    return this.#update(destination, {
      // A change that was read before must not put the old verification back.
      UpdateExpression: 'SET verification = :verification, version = version + :one',
      ConditionExpression: `${LIVE} AND verification.id = :id`,
      ExpressionAttributeValues: {
        ':verification': verification,
        ':one': 1,
        ':id': verification.id,
      },
    });
  }

  #partition(tenantId: string): Promise<Record<string, unknown>[]> {
    return queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': partitionOf(tenantId) },
      ConsistentRead: true,
    });
  }

  async #put(
    destination: Destination,
    condition: Omit<PutCommand['input'], 'TableName' | 'Item'>,
  ): Promise<boolean> {
    const key = keyOf(destination.tenant_id, destination.id);
    const Item = { ...key, ...z.encode(Destination, destination) };
    const put = new PutCommand({ TableName: this.#table, Item, ...condition });
    return conditionHeld(this.#client.send(put));
  }

  async #update(
    destination: DestinationRef,
    update: Omit<UpdateCommand['input'], 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const Key = keyOf(destination.tenant_id, destination.id);
    const command = new UpdateCommand({
      TableName: this.#table,
      Key,
      ...onlyOf(destination, update),
    });
    return conditionHeld(this.#client.send(command));
  }
}

/** The key of a destination. */
export const keyOf = (tenantId: string, id: string): Key => ({
  pk: partitionOf(tenantId),
  sk: SK_PREFIX + id,
});

/** The live tenant among the items of its partition. */
function tenantIn(items: readonly Record<string, unknown>[]): Tenant | undefined {
  const record = items.find(({ sk }) => sk === TENANT_SK);
  return record && record.deleted_at === undefined ? Tenant.parse(record) : undefined;
}

/**
 * Whether a destination is its tenant's, by the reservation of its id: otherwise it is left from one
 * that was deleted, or from a tenant of that id that was.
 */
function isNamedBy({ destinations }: Tenant, { id, incarnation }: DestinationRef): boolean {
  const reservation = own(destinations, id);
  return reservation !== undefined && (incarnation ?? reservation) === reservation;
}

const byAge = (a: Destination, b: Destination): number =>
  a.created_at.localeCompare(b.created_at) || a.id.localeCompare(b.id);
