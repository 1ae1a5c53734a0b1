import { decodeTime } from 'ulid';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { own } from '../platform/json/json.ts';
import type {
  AttemptScope,
  AttemptStore,
  DestinationRef,
  RecordedAttempt,
} from './attempt-store.dynamo.ts';
import { hasTopic } from './batch-topics.ts';

/** Dependencies of finding attempts. */
export interface AttemptQueryDeps {
  readonly attempts: AttemptStore;
  /** Returns the ids of a tenant's destinations, including recently deleted ones. */
  readonly destinationIdsOf: (tenantId: string) => Promise<readonly string[]>;
}

/**
 * Finds an attempt by its id, whose ULID contains the attempt's time and thereby locates the row.
 */
export async function attemptById(
  attempts: AttemptStore,
  id: string,
): Promise<RecordedAttempt | undefined> {
  const ulid = /^atm_([0-7][0-9A-HJKMNP-TV-Z]{25})$/.exec(id)?.[1];
  return ulid === undefined
    ? undefined
    : attempts.find(id, new Date(decodeTime(ulid)).toISOString());
}

async function attemptsByIds(
  attempts: AttemptStore,
  ids: readonly string[],
): Promise<RecordedAttempt[]> {
  const existing = await Promise.all([...new Set(ids)].map((id) => attemptById(attempts, id)));
  return existing.filter((attempt) => attempt !== undefined);
}

/** The filters of a request. An empty list does not restrict. */
export interface AttemptFilters {
  readonly id: readonly string[];
  readonly tenant_id: readonly string[];
  readonly event_id: readonly string[];
  readonly destination_id: readonly string[];
  readonly destination_type: readonly string[];
  readonly topic: readonly string[];
  readonly status: readonly string[];
  readonly code: readonly string[];
}

/** Whether a row matches all filters. */
export const matches = (
  row: TimelineRow,
  { id: _id, topic, ...filters }: AttemptFilters,
): boolean =>
  hasTopic(row, topic) &&
  Object.entries(filters).every(
    ([name, values]) => values.length === 0 || values.includes(String(own(row, name))),
  );

/** The filters that select a part of the table. */
type ScopeFilters = Pick<AttemptFilters, 'id' | 'event_id' | 'tenant_id' | 'destination_id'>;

/**
 * Returns the smallest scope that contains all matching attempts.
 *
 * @param rowsOfEvents the rows of the attempts with the event ids of the filters, if they have been
 * read already
 */
export async function resolveScope(
  deps: AttemptQueryDeps,
  filters: ScopeFilters,
  rowsOfEvents?: readonly TimelineRow[],
): Promise<AttemptScope> {
  if (filters.id.length > 0) {
    const attempts = await attemptsByIds(deps.attempts, filters.id);
    return { rows: attempts.map((attempt) => ({ ...attempt })) };
  }
  if (filters.event_id.length > 0) {
    const rows = rowsOfEvents ?? (await deps.attempts.readPartitions(filters.event_id)).rows;
    return { rows };
  }
  if (filters.tenant_id.length === 0) return 'all';
  const refs = await Promise.all(
    filters.tenant_id.map((id) => findDestinations(deps, id, filters)),
  );
  return { destinations: refs.flat() };
}

async function findDestinations(
  { destinationIdsOf }: AttemptQueryDeps,
  tenantId: string,
  { destination_id }: ScopeFilters,
): Promise<DestinationRef[]> {
  const ids = destination_id.length > 0 ? destination_id : await destinationIdsOf(tenantId);
  return ids.map((destinationId) => ({ tenantId, destinationId }));
}
