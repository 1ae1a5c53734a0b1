import { parseEventId } from '../../../lambdas/events/event-item.dynamo.ts';
import type { Scenario } from '../scenario.ts';
import type { Snapshot } from '../snapshot.ts';

/**
 * Violated invariants of an erasure at the end of a scenario, one sentence each. The delivery
 * invariants cover the data of other tenants and of events accepted later.
 */
export function erasureViolations(snapshot: Snapshot, { expected, erasure }: Scenario): string[] {
  const { erasures } = snapshot;
  if (erasure === undefined) return erasures.map(({ id }) => `${id} was not requested`);
  const stays = expected.filter(({ tenant_id }) => tenant_id === erasure.tenant_id);
  const ids = stays.map(({ event_id }) => event_id);
  return [
    ...(erasures.length === 0 ? ['there is no erasure'] : []),
    ...erasures.flatMap(({ id, status }) =>
      status === 'completed' ? [] : [`${id} ends as ${status}`],
    ),
    ...leftOf(snapshot, erasure.tenant_id, ids).map((name) => `${name} is not erased`),
    ...[...snapshot.batches.values()]
      .flat()
      .filter((id) => !expected.some(({ event_id }) => event_id === id))
      .map((id) => `${id} is in a batch, and not erased`),
    ...snapshot.ours
      .filter((path) => !snapshot.events.some(({ data_path }) => data_path === path))
      .map((path) => `${path} is not erased`),
  ];
}

/** The names of a tenant's remaining items. */
function leftOf(
  { log, events, erasures }: Snapshot,
  tenantId: string,
  ids: readonly string[],
): string[] {
  const moments = [
    ...erasures.map(({ created_at }) => created_at),
    ...events.filter(({ event_id }) => ids.includes(event_id)).map(({ time }) => time),
  ];
  const hours = moments.map((moment) => moment.slice(0, 'yyyy-mm-ddThh'.length));
  const isCounted = (sk: string) => hours.some((hour) => sk.startsWith(`${tenantId}#${hour}`));
  return (
    log
      .map(({ pk, sk, event_id = parseEventId(`${pk}`) }) => ({
        pk: `${pk}`,
        sk: `${sk}`,
        event_id,
      }))
      .filter(({ pk, sk }) => `#${pk}#${sk}#`.includes(`#${tenantId}#`))
      // The daily check of a destination is not about events.
      .filter(({ pk, sk }) => !(pk.startsWith('TIMER#') && sk === 'watch'))
      .filter(({ event_id }) => !ids.some((id) => id === event_id))
      .filter(({ pk, sk }) => !(pk.startsWith('ROLLUPS#') && isCounted(sk)))
      .map(({ pk, sk }) => `${pk} ${sk}`)
  );
}

/** Wrong counts of an erasure after a run without faults. */
export const inexactErasures = ({ erasures }: Snapshot, { erasure }: Scenario): string[] =>
  erasures
    .filter(
      ({ deleted_events, deleted_attempts }) =>
        deleted_events !== erasure?.events || deleted_attempts !== erasure.attempts,
    )
    .map(
      ({ deleted_events, deleted_attempts }) =>
        `${deleted_events} events and ${deleted_attempts} attempts are counted as erased`,
    );
