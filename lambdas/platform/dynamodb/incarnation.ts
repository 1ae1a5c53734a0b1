import type { TimelineRow } from './timeline.dynamo.ts';

/**
 * A deleted tenant or destination can be created again under the same id. Each incarnation has its own
 * ULID. One that was created before incarnations were introduced has none.
 */
export type Incarnation = string | undefined;

/**
 * An incarnation's name in table keys: `id/ULID`, or the id alone when there is no ULID. Ids that
 * callers choose contain neither `/` nor `#`.
 */
export const incarnationKey = (id: string, incarnation: Incarnation): string =>
  incarnation === undefined ? id : `${id}/${incarnation}`;

/** The id in a key from {@link incarnationKey}. */
export const parseId = (key: string): string => key.split('/', 1)[0] ?? '';

/** The incarnation in a key from {@link incarnationKey}. */
export const parseIncarnation = (key: string): Incarnation => key.split('/')[1];

/** Maps tenant ids to the keys of their current incarnations. */
export type CurrentTenants = ReadonlyMap<string, string>;

/** Finds which of these tenants exist, and their current incarnations. */
export type FindCurrentTenants = (tenantIds: readonly string[]) => Promise<CurrentTenants>;

/**
 * Whether a record belongs to its tenant's current incarnation. If the tenant does not exist any
 * more, every record under its id counts.
 */
export const isCurrent = (
  currentTenants: CurrentTenants,
  tenantId: string,
  incarnation: Incarnation,
): boolean => {
  const tenant = currentTenants.get(tenantId);
  return tenant === undefined || tenant === incarnationKey(tenantId, incarnation);
};

/** Like {@link isCurrent}, for a row. */
export const isOfCurrentTenant =
  (currentTenants: CurrentTenants) =>
  (row: TimelineRow): boolean => {
    const tenant = currentTenants.get(String(row.tenant_id));
    return tenant === undefined || tenant === rowTenantKey(row);
  };

/** The sort key of a parked delivery begins with its event's time; the tenant follows. */
const PARKED_KIND = 'parked';

/** The tenant key of an event, attempt or parked delivery row, read from its sort key. */
export function rowTenantKey({ sk, kind }: TimelineRow): string {
  const [first = '', second = ''] = sk.split('#', 2);
  return kind === PARKED_KIND ? second : first;
}
