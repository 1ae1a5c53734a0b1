import type { TimelineRow } from './timeline.dynamo.ts';

/**
 * Tenants and destinations that are deleted can be made again under the same id. Each of these
 * incarnations has a ULID of its own; one that was made before they had has none.
 */
export type Incarnation = string | undefined;

/**
 * What an incarnation is called in our keys: its id and its ULID. Ids that callers choose have
 * neither `/` nor `#` in them.
 */
export const incarnationKey = (id: string, incarnation: Incarnation): string =>
  incarnation === undefined ? id : `${id}/${incarnation}`;

/** Which incarnation it is that is called so in our keys. */
export const incarnationIn = (key: string): Incarnation => key.split('/')[1];

/** By the ids of tenants, the keys of the incarnations that are on record now. */
export type PresentTenants = ReadonlyMap<string, string>;

/** Which of these tenants are on record, and as which incarnation. */
export type FindPresent = (tenantIds: readonly string[]) => Promise<PresentTenants>;

/**
 * Whether something is of the present incarnation of its tenant. Of a tenant that is not on record
 * any more there is no other, and all that is kept under its id counts.
 */
export const isPresent = (
  present: PresentTenants,
  tenantId: string,
  incarnation: Incarnation,
): boolean => {
  const tenant = present.get(tenantId);
  return tenant === undefined || tenant === incarnationKey(tenantId, incarnation);
};

/** The same of a row. */
export const isOfPresent =
  (present: PresentTenants) =>
  (row: TimelineRow): boolean => {
    const tenant = present.get(String(row.tenant_id));
    return tenant === undefined || tenant === tenantKeyIn(row);
  };

/** What the sort keys of parked deliveries begin with before the tenant: their events' time. */
const PARKED_KIND = 'parked';

/** The key of the tenant whose event, attempt or parked delivery a row is: it is in its sort key. */
export function tenantKeyIn({ sk, kind }: TimelineRow): string {
  const [first = '', second = ''] = sk.split('#', 2);
  return kind === PARKED_KIND ? second : first;
}
