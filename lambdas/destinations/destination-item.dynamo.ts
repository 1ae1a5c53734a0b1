import * as z from 'zod';
import type { Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { compareAsBytes } from '../platform/dynamodb/timeline.ts';
import { own } from '../platform/json/json.ts';
import { sortableInstant } from '../platform/json/timestamps.ts';
import { Tenant } from '../tenants/tenant.ts';
import { TENANT_SK, tenantPartition } from '../tenants/tenant-store.dynamo.ts';
import { Destination, type DestinationRef } from './destination.ts';

const SK_PREFIX = 'DESTINATION#';

export const destinationKey = (tenantId: string, id: string): Key => ({
  pk: tenantPartition(tenantId),
  sk: SK_PREFIX + id,
});

/** The live tenant among the items of its partition. */
export function parseTenant(items: readonly Record<string, unknown>[]): Tenant | undefined {
  const record = items.find(({ sk }) => sk === TENANT_SK);
  return record && record.deleted_at === undefined ? Tenant.parse(record) : undefined;
}

/** The live destinations among the items of a tenant's partition, orphans included. */
export const parseDestinations = (items: readonly Record<string, unknown>[]): Destination[] =>
  items
    .filter(({ sk, deleted_at }) => sk !== TENANT_SK && deleted_at === undefined)
    .map((item) => Destination.parse(item));

/** Returns the update that sets and removes the attributes in which `after` differs from `before`. */
export function changedAttributes(before: Destination, after: Destination) {
  const [from, to] = [z.encode(Destination, before), z.encode(Destination, after)];
  const changed = Destination.keyof().options.filter(
    (name) => JSON.stringify(from[name]) !== JSON.stringify(to[name]),
  );
  const [set, removed] = [
    changed.filter((name) => to[name] !== undefined),
    changed.filter((name) => to[name] === undefined),
  ];
  const assignments = set.map((name) => `#${name} = :${name}`).join(', ');
  const removals = removed.map((name) => `#${name}`).join(', ');
  return {
    UpdateExpression: `SET ${assignments}${removals && ` REMOVE ${removals}`}`,
    ExpressionAttributeNames: Object.fromEntries(changed.map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, to[name]])),
  };
}

/** A conditional write. */
interface Conditional {
  readonly ConditionExpression?: string | undefined;
  readonly ExpressionAttributeValues?: Record<string, unknown> | undefined;
}

/**
 * Restricts a write to this incarnation of a destination. Its id may belong to a newer destination by
 * the time of the write.
 */
export function onlyIncarnation<Write extends Conditional>(
  { incarnation }: { readonly incarnation?: Incarnation },
  write: Write,
) {
  const { ConditionExpression: condition = 'attribute_exists(pk)', ...rest } = write;
  if (incarnation === undefined) {
    return {
      ...rest,
      ConditionExpression: `${condition} AND attribute_not_exists(incarnation)`,
    };
  }
  return {
    ...rest,
    ConditionExpression: `${condition} AND incarnation = :incarnation`,
    ExpressionAttributeValues: { ...write.ExpressionAttributeValues, ':incarnation': incarnation },
  };
}

/** The condition that the item of a destination, if any, is not live or not of a later incarnation. */
export const unlessNewer = ({ incarnation }: DestinationRef): Conditional =>
  incarnation === undefined
    ? {}
    : {
        ConditionExpression:
          'attribute_exists(deleted_at) OR attribute_not_exists(incarnation) OR incarnation <= :incarnation',
        ExpressionAttributeValues: { ':incarnation': incarnation },
      };

/**
 * Whether the tenant has reserved the destination's id for this incarnation. Otherwise the destination
 * is an orphan: it, or an earlier tenant with the same id, was deleted.
 */
export function isListedBy({ destinations }: Tenant, { id, incarnation }: DestinationRef): boolean {
  const reservation = own(destinations, id);
  return reservation !== undefined && (incarnation ?? reservation) === reservation;
}

/**
 * Compares destinations by their age, the oldest first. Every publish sorts them: times with the same
 * number of digits, which most have, are compared as they are.
 */
export const byAge = (a: Destination, b: Destination): number => {
  const { created_at: first } = a;
  const { created_at: second } = b;
  const byTime =
    first.length === second.length
      ? compareAsBytes(first, second)
      : compareAsBytes(sortableInstant(first), sortableInstant(second));
  return byTime || compareAsBytes(a.id, b.id);
};
