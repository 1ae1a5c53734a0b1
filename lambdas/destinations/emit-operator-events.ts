import { destinationRecovered } from '../operator-events/alerts.ts';
import { type Subscriptions, subscriptionsUpdated } from '../operator-events/attempt-events.ts';
import { EVENTS_DROPPED, type Outbox } from '../operator-events/outbox.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import { unionTopics } from '../tenants/tenant.ts';
import type { Destination } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import type { FailureCounters } from './failure-counters.dynamo.ts';

/** Dependencies of emitting a subscription event. */
interface SubscriptionDeps {
  readonly destinations: DestinationStore;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/**
 * Emits an operator event if a change of one destination changed its tenant's subscriptions. Best
 * effort, as in Outpost: the change is already stored and its caller is waiting, so a failure is logged
 * and counted, not thrown.
 *
 * @param before undefined for a create
 * @param after undefined for a delete
 */
export async function emitSubscriptionChange(
  deps: SubscriptionDeps,
  before: Destination | undefined,
  after: Destination | undefined,
): Promise<void> {
  if (!deps.outbox.wants('tenant.subscription.updated')) return;
  if (before && after && isSame(before.topics, after.topics)) return;
  try {
    await emit(deps, before, after);
  } catch (error) {
    const { tenant_id, id } = after ?? before ?? {};
    count(EVENTS_DROPPED);
    logger.error('operator event about subscriptions not queued', {
      tenant_id,
      destination_id: id,
      error,
    });
  }
}

async function emit(
  { destinations, outbox, now }: SubscriptionDeps,
  before: Destination | undefined,
  after: Destination | undefined,
): Promise<void> {
  const changed = after ?? before;
  const owner = changed && (await destinations.loadTenant(changed.tenant_id));
  if (!owner) return;
  const others = owner.destinations.filter(({ id }) => id !== changed.id);
  const was = summarize(others, before);
  const is = summarize(others, after);
  if (was.destinations_count === is.destinations_count && isSame(was.topics, is.topics)) return;
  const { id, incarnation = '', created_at, revision } = changed;
  const difference = is.destinations_count - was.destinations_count;
  const identity = [id, incarnation, created_at, revision, difference];
  const event = subscriptionsUpdated(
    changed.tenant_id,
    { before: was, after: is },
    now(),
    identity,
  );
  await outbox.add([event]);
}

function summarize(
  others: readonly Destination[],
  changed: Destination | undefined,
): Subscriptions {
  const all = changed ? [...others, changed] : others;
  return { topics: unionTopics(all), destinations_count: all.length };
}

const isSame = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((topic, place) => topic === others[place]);

/** Dependencies of emitting a recovery event. */
export interface RecoveryDeps {
  readonly failures: FailureCounters;
  readonly outbox: Outbox;
  readonly now: () => Date;
}

/**
 * Emits the recovery event of a destination that operators were alerted about, unless it has been
 * emitted or claimed.
 *
 * @param by the id of the attempt or verification that succeeded
 * @throws Error when it could not be queued. A later success emits it.
 */
export async function emitRecovery(
  { failures, outbox, now }: RecoveryDeps,
  destination: Destination,
  by: string,
): Promise<void> {
  const recovered = await failures.claimRecovery(destination, { by, now: now() });
  if (!recovered) return;
  // Use the recorded time, so that a re-emitted event has the same payload.
  const { recovered_at = now().toISOString() } = recovered;
  await outbox.add([destinationRecovered(recovered, recovered_at)]);
  await failures.markRecovery(recovered);
}
