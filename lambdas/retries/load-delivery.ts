import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import type { RecordedEvent } from '../events/recorded-event.ts';

/** Dependencies of {@link loadDelivery}. */
export interface LoadDeps {
  readonly destinations: Pick<DestinationStore, 'loadTenant' | 'getAll'>;
  readonly events: EventStore;
}

/** The delivery to retry. */
export interface RetryRequest {
  readonly event_id: string;
  readonly destination_id: string;
  /** The tenant that must own the event; undefined to allow any tenant. */
  readonly tenant_id: string | undefined;
}

/** Why there is no delivery to retry. `ambiguous` means that several tenants have one with these ids. */
export type NotLoaded = 'event_not_found' | 'destination_not_found' | 'ambiguous';

interface Loaded {
  readonly recorded: RecordedEvent;
  readonly destination: Destination;
}

/**
 * Finds the event and the destination. Several tenants may have an event with the same id: the tenant
 * that owns the destination determines which one. An event of a deleted tenant does not belong to a new
 * tenant with the same id.
 */
export async function loadDelivery(
  deps: LoadDeps,
  { event_id, destination_id, tenant_id }: RetryRequest,
): Promise<NotLoaded | Loaded> {
  const events = (await deps.events.findAll(event_id)).filter(
    (event) => tenant_id === undefined || event.tenant_id === tenant_id,
  );
  let outcome: NotLoaded = 'event_not_found';
  let found: Loaded | undefined;
  for (const recorded of await withDestination(deps, events, destination_id)) {
    const owner = await deps.destinations.loadTenant(recorded.tenant_id);
    if (owner && owner.tenant.incarnation !== recorded.tenant_incarnation) continue;
    outcome = 'destination_not_found';
    const destination = owner?.destinations.find(({ id }) => id === destination_id);
    if (destination && found) return 'ambiguous';
    if (destination) found = { recorded, destination };
  }
  return found ?? outcome;
}

/** The events whose tenants have such a destination. Thousands of tenants may have an event with this id. */
async function withDestination(
  { destinations }: LoadDeps,
  events: readonly RecordedEvent[],
  destinationId: string,
): Promise<readonly RecordedEvent[]> {
  if (events.length <= 1) return events;
  const found = await destinations.getAll(events.map((event) => [event.tenant_id, destinationId]));
  const owned = events.filter((_, index) => found[index] && !found[index].deleted_at);
  // Any of them shows whether the event still exists.
  return owned.length > 0 ? owned : events.slice(0, 1);
}
