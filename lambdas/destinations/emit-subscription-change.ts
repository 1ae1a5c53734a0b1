import { type Subscriptions, subscriptionsUpdated } from '../operator-events/attempt-events.ts';
import { EVENTS_DROPPED, type Outbox } from '../operator-events/outbox.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { topicsOf } from '../tenants/tenant-body.ts';
import type { Destination } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';

/** What telling operators of subscriptions needs. */
interface SubscriptionDeps {
  readonly destinations: DestinationStore;
  readonly announcements: Outbox;
  readonly now: () => Date;
}

/**
 * Has operators told when a change of one destination has changed what its tenant subscribes to.
 * Best effort, as in Outpost: the change is made, and its caller waits.
 *
 * @param before none when it was created
 * @param after none when it was deleted
 */
export async function emitSubscriptionChange(
  deps: SubscriptionDeps,
  before: Destination | undefined,
  after: Destination | undefined,
): Promise<void> {
  if (!deps.announcements.wants('tenant.subscription.updated')) return;
  if (before && after && isSame(before.topics, after.topics)) return;
  try {
    await tell(deps, before, after);
  } catch (error) {
    const { tenant_id, id } = after ?? before ?? {};
    count(EVENTS_DROPPED);
    logger.error('operators were not told of subscriptions', {
      tenant_id,
      destination_id: id,
      error,
    });
  }
}

async function tell(
  { destinations, announcements, now }: SubscriptionDeps,
  before: Destination | undefined,
  after: Destination | undefined,
): Promise<void> {
  const changed = after ?? before;
  const holdings = changed && (await destinations.loadTenant(changed.tenant_id));
  if (!holdings) return;
  const others = holdings.destinations.filter(({ id }) => id !== changed.id);
  const was = subscriptionsOf(others, before);
  const is = subscriptionsOf(others, after);
  if (was.destinations_count === is.destinations_count && isSame(was.topics, is.topics)) return;
  const { id, created_at, revision } = changed;
  const of = [id, created_at, revision, is.destinations_count - was.destinations_count];
  const event = subscriptionsUpdated(changed.tenant_id, { before: was, after: is }, now(), of);
  await announcements.add([event]);
}

function subscriptionsOf(
  others: readonly Destination[],
  changed: Destination | undefined,
): Subscriptions {
  const all = changed ? [...others, changed] : others;
  return { topics: topicsOf(all), destinations_count: all.length };
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((topic, place) => topic === others[place]);
