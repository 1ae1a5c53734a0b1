import type { UpdateCommandInput } from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import {
  conditionHeld,
  expiryAfter,
  itemsAt,
  LIVE,
  queryAll,
} from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Tenant } from '../tenants/tenant.ts';
import {
  DAYS_KEPT_AFTER_DELETE,
  TENANT_SK,
  tenantPartition,
} from '../tenants/tenant-store.dynamo.ts';
import { type Block, Destination, type DestinationRef, type Verification } from './destination.ts';
import {
  byAge,
  changedAttributes,
  destinationKey,
  isListedBy,
  onlyIncarnation,
  parseDestinations,
  parseTenant,
  unlessNewer,
} from './destination-item.dynamo.ts';

/** A live tenant and its live destinations, oldest first. */
export interface TenantDestinations {
  readonly tenant: Tenant;
  readonly destinations: readonly Destination[];
}

/** Destination records. */
export class DestinationStore {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** The tenant and its destinations; undefined if it does not exist. A strongly consistent read. */
  async loadTenant(tenantId: string): Promise<TenantDestinations | undefined> {
    const items = await this.#partition(tenantId);
    const tenant = parseTenant(items);
    if (!tenant) return undefined;
    const destinations = parseDestinations(items)
      // Others are orphans of a deleted tenant that had the same id.
      .filter((destination) => isListedBy(tenant, destination))
      .sort(byAge);
    return { tenant, destinations };
  }

  /** Returns a destination, even if it is deleted but still retained. A strongly consistent read. */
  async find(tenantId: string, id: string): Promise<Destination | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: destinationKey(tenantId, id),
      ConsistentRead: true,
    });
    return Item && Destination.parse(Item);
  }

  /** Like {@link find}, but undefined if the stored destination has another incarnation. */
  async findOnly({ tenant_id, id, incarnation }: DestinationRef): Promise<Destination | undefined> {
    const destination = await this.find(tenant_id, id);
    return destination?.incarnation === incarnation ? destination : undefined;
  }

  /** The destinations with these `[tenant id, id]`, in that order; undefined where there is none. */
  async getAll(names: readonly [string, string][]): Promise<(Destination | undefined)[]> {
    const keys = names.map(([tenantId, id]) => destinationKey(tenantId, id));
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.map((item) => item && Destination.parse(item));
  }

  /** The ids of the tenant's destinations, including deleted ones that are still retained. */
  async listIds(tenantId: string): Promise<string[]> {
    const items = await this.#partition(tenantId);
    return items.filter(({ sk }) => sk !== TENANT_SK).map(({ id }) => String(id));
  }

  /**
   * Stores a new destination. The caller must have reserved its id on the tenant, so an item already
   * stored at this key is overwritten. False if it is newer: the tenant was deleted and created again.
   */
  put(destination: Destination): Promise<boolean> {
    const key = destinationKey(destination.tenant_id, destination.id);
    const Item = { ...key, ...z.encode(Destination, destination) };
    const put = { TableName: this.#table, Item, ...unlessNewer(destination) };
    return conditionHeld(this.#client.put(put));
  }

  /**
   * Stores the attributes in which a destination was changed; false if its version is no longer that of
   * `before`, or it is not live. Deliveries write other attributes without a new version.
   */
  change(before: Destination, after: Destination): Promise<boolean> {
    const { ExpressionAttributeValues, ...update } = changedAttributes(before, after);
    return this.#update(before, {
      ...update,
      ConditionExpression: `${LIVE} AND version = :before`,
      ExpressionAttributeValues: { ...ExpressionAttributeValues, ':before': before.version },
    });
  }

  /**
   * Marks the destination as deleted; false if it is not live.
   *
   * @param revision the revision that it must have @default any
   */
  async delete(destination: DestinationRef, now: Date, revision?: number): Promise<boolean> {
    return this.#update(destination, {
      // Every publish of the tenant reads this item until it expires, so keep only what identifies it.
      UpdateExpression:
        'SET deleted_at = :now, expires_at = :expiry, topics = :nothing, config = :none, credentials = :none ' +
        'REMOVE #filter, #metadata, delivery_metadata, retry_schedule, blocked, last_block, verification.steps, verification.message',
      ConditionExpression: revision === undefined ? LIVE : `${LIVE} AND revision = :revision`,
      ExpressionAttributeNames: { '#filter': 'filter', '#metadata': 'metadata' },
      ExpressionAttributeValues: {
        ...(revision !== undefined && { ':revision': revision }),
        ':none': {},
        ':nothing': [],
        ':now': now.toISOString(),
        ':expiry': expiryAfter(now, DAYS_KEPT_AFTER_DELETE),
      },
    });
  }

  /**
   * Deletes the orphaned destinations of a deleted tenant, but not those of a new tenant with the same id.
   * A create reserves the id on the tenant before it stores the destination. The query reads destinations
   * before the tenant, because their keys sort first. So a destination of the new tenant is always read
   * together with its reservation.
   *
   * @returns the destinations that this call, or a concurrent one, deleted
   */
  async deleteOrphans(tenantId: string, now: Date): Promise<DestinationRef[]> {
    const items = await this.#partition(tenantId);
    const tenant = parseTenant(items);
    const orphans = parseDestinations(items).filter(
      (destination) => !tenant || !isListedBy(tenant, destination),
    );
    await Promise.all(orphans.map((destination) => this.delete(destination, now)));
    return orphans;
  }

  /** Replaces the verification with a pending one; false if the destination is not live. */
  async resetVerification(destination: DestinationRef, pending: Verification): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression: 'SET verification = :verification, version = version + :one',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':verification': pending, ':one': 1 },
    });
  }

  /**
   * Blocks the destination, if its `revision` is unchanged and it is not blocked.
   *
   * @returns false otherwise: a change may have fixed it
   */
  async block(destination: Destination, block: Block): Promise<boolean> {
    const { revision } = destination;
    const isNew = await this.#update(destination, {
      UpdateExpression: 'SET blocked = :block, version = version + :one',
      ConditionExpression: `${LIVE} AND revision = :revision AND attribute_not_exists(blocked)`,
      ExpressionAttributeValues: { ':block': block, ':one': 1, ':revision': revision },
    });
    // This call also set the block if the response to the first write was lost and the SDK retried.
    return isNew || (await this.findOnly(destination))?.blocked?.at === block.at;
  }

  /**
   * Ends a block and resets the failure counters. The caller emits the recovery event.
   *
   * @returns false if the destination was not blocked
   */
  async unblock(destination: DestinationRef): Promise<boolean> {
    return this.#update(destination, {
      UpdateExpression:
        'SET version = version + :one, last_alert_level = :none, last_block = blocked ' +
        'REMOVE blocked, consecutive_failures, consecutive_rejections',
      ConditionExpression: `${LIVE} AND attribute_exists(blocked)`,
      ExpressionAttributeValues: { ':one': 1, ':none': 0 },
    });
  }

  /** Uses the slow queue for the destination's deliveries until then, RFC 3339 in UTC. */
  async slowDown(destination: DestinationRef, until: string): Promise<void> {
    await this.#update(destination, {
      UpdateExpression: 'SET slow_until = :until',
      ConditionExpression: LIVE,
      ExpressionAttributeValues: { ':until': until },
    });
  }

  /**
   * Stores the result of a verification; false if a newer one has been requested.
   *
   * @param proof the access that the verification has proven; null withdraws an earlier proof, and
   *   undefined leaves it
   */
  async recordVerification(
    destination: DestinationRef,
    verification: Verification,
    proof?: string | null,
  ): Promise<boolean> {
    // The new version keeps a concurrent change from restoring the old verification.
    const set = 'SET verification = :verification, version = version + :one';
    const withdraw = proof === null ? ' REMOVE access_proof' : '';
    return this.#update(destination, {
      UpdateExpression: set + (proof ? ', access_proof = :proof' : withdraw),
      ConditionExpression: `${LIVE} AND verification.id = :id`,
      ExpressionAttributeValues: {
        ':verification': verification,
        ':one': 1,
        ':id': verification.id,
        ...(proof && { ':proof': proof }),
      },
    });
  }

  #partition(tenantId: string): Promise<Record<string, unknown>[]> {
    return queryAll(this.#client, {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': tenantPartition(tenantId) },
      ConsistentRead: true,
    });
  }

  async #update(
    destination: DestinationRef,
    update: Omit<UpdateCommandInput, 'TableName' | 'Key'>,
  ): Promise<boolean> {
    const Key = destinationKey(destination.tenant_id, destination.id);
    const command = {
      TableName: this.#table,
      Key,
      ...onlyIncarnation(destination, update),
    };
    return conditionHeld(this.#client.update(command));
  }
}
