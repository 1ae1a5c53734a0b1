import type { Attempt } from '../attempts/attempt.ts';
import { CODES_WITHOUT_WRITE } from '../destination-types/codes-without-write.ts';
import { failureCodesOf } from '../destination-types/registry.ts';
import type { Destination, DestinationRef } from '../destinations/destination.ts';
import { isAwaitingProof, isLive } from '../destinations/destination-state.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { type AnyDelivery, deliveryDestination } from '../events/delivery-message.ts';
import type { RollupCounters } from '../metrics/rollup-counters.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { RunCache } from '../platform/run-cache.ts';
import type { ThrottleSignal } from '../platform/sqs/batch-throttle.ts';
import {
  type AttemptDeliveryDeps,
  type AttemptResult,
  attemptDelivery,
} from './attempt-delivery.ts';
import type { Received } from './delivery-record.ts';
import { type HealthDeps, updateHealth } from './destination-health.ts';
import { emitOperatorEvents, type OutcomeDeps } from './emit-operator-events.ts';
import { throttleSignal } from './latency.ts';
import { parkForDestination, unpark } from './park.ts';
import {
  existingAttempt,
  logInterruptedAttempt,
  type RecordDeps,
  recordAttempt,
} from './record-attempt.ts';
import { type ScheduleRetryDeps, scheduleRetry } from './schedule-retry.ts';
import { isSlow, type MarkSlowDeps, markSlow } from './slow-destinations.ts';

/** Dependencies of {@link deliver}. */
export interface DeliverDeps extends AttemptDeliveryDeps, MakeAttemptDeps {
  readonly counters: RollupCounters;
}

/** Dependencies of {@link makeAttempt}. */
export interface MakeAttemptDeps
  extends ScheduleRetryDeps,
    HealthDeps,
    MarkSlowDeps,
    RecordDeps,
    OutcomeDeps {
  /** The destinations that this run has read. */
  readonly reads: DestinationReads;
  /** Whether deliveries to a disabled destination are parked. Otherwise they fail. */
  readonly parkForDisabled: boolean;
}

/** The destinations that the deliveries of one run have read. */
export type DestinationReads = RunCache<DestinationRef, Destination | undefined>;

/**
 * Begins a run's reads of destinations. The run reads a destination once, until one of its deliveries
 * changes that destination.
 */
export const destinationReads = (destinations: DestinationStore): DestinationReads =>
  new RunCache(
    (ref) => destinations.findOnly(ref),
    ({ tenant_id, id, incarnation }) =>
      JSON.stringify([tenant_id, incarnationKey(id, incarnation)]),
  );

/**
 * Delivers an event: makes one attempt, as {@link makeAttempt} describes.
 *
 * @returns the backpressure signal for other deliveries to the same destination
 */
export const deliver = (
  deps: DeliverDeps,
  received: Received,
  signal: AbortSignal,
): Promise<ThrottleSignal | undefined> =>
  makeAttempt(deps, received, (destination) =>
    attemptDelivery(deps, received.delivery, destination, received.queue, signal),
  );

/** A received delivery, of an event or of a batch. */
type AnyReceived = Omit<Received, 'delivery'> & { readonly delivery: AnyDelivery };

/**
 * Makes one delivery attempt: writes the object, records the attempt, and schedules the follow-up work.
 * An attempt may run twice. The first record is kept and determines the follow-up. A delivery to a
 * blocked or disabled destination is parked without an attempt. A delivery to a slow destination is
 * not attempted from the primary queue.
 *
 * @param write writes the object
 * @returns the backpressure signal for other deliveries to the same destination
 */
export async function makeAttempt(
  deps: MakeAttemptDeps,
  { delivery, isRedelivery, queue }: AnyReceived,
  write: (destination: Destination | undefined) => Promise<AttemptResult>,
): Promise<ThrottleSignal | undefined> {
  const existing = mayExist(delivery, isRedelivery)
    ? await existingAttempt(deps, delivery)
    : undefined;
  // Another message's run made this attempt and schedules the follow-up. This duplicate ends here.
  if (existing && !isRedelivery) return undefined;
  // A destination that was created later with the same id is not returned.
  const destination = await deps.reads.get(deliveryDestination(delivery));
  if (existing) {
    await finishAttempt(deps, delivery, existing, destination);
    if (destination) deps.reads.forget(destination);
    return undefined;
  }
  if (destination && shouldPark(deps, delivery, destination)) {
    await parkForDestination(deps, delivery, destination);
    return undefined;
  }
  if (destination && queue === 'primary' && isSlow(destination, deps.now())) return 'deferred';
  const { attempt, latency } = await write(destination);
  if (latency === 'cut') logInterruptedAttempt(attempt);
  else await recordAndFinish(deps, { delivery, isRedelivery }, destination, attempt);
  if (reflectsHealth(destination, attempt)) {
    const isMarked = await markSlow(deps, destination, latency);
    if (isMarked) deps.reads.forget(destination);
  }
  return throttleSignal(latency, attempt.status === 'success');
}

/**
 * Whether the attempt may already have a record. A first attempt at an event is unlikely to have one unless
 * it was parked, so the read is skipped. Batches may be queued more than once.
 */
const mayExist = (delivery: AnyDelivery, isRedelivery: boolean): boolean =>
  isRedelivery || delivery.attempt_number > 1 || delivery.released === true || 'batch' in delivery;

/** Records an attempt and schedules its follow-up work. */
async function recordAndFinish(
  deps: MakeAttemptDeps,
  { delivery, isRedelivery }: Omit<AnyReceived, 'queue'>,
  destination: Destination | undefined,
  attempt: Attempt,
): Promise<void> {
  const recordedAttempt = await recordAttempt(deps, delivery, attempt);
  const isOurs = recordedAttempt?.id === attempt.id;
  if (!recordedAttempt || (!isOurs && !isRedelivery)) return;
  const updated =
    isOurs && reflectsHealth(destination, attempt)
      ? await updateHealth(deps, destination, attempt)
      : destination;
  const isChanged = attempt.status === 'failed' || updated !== destination;
  if (destination && isChanged) deps.reads.forget(destination);
  await finishAttempt(deps, delivery, recordedAttempt, updated);
  // Alerts change the destination, too, and another delivery may have read it in the meantime.
  if (destination && isChanged) deps.reads.forget(destination);
}

/**
 * Schedules the retry, removes the parked delivery that the attempt replaces, and emits operator
 * events last, so that no delivery waits for them.
 */
async function finishAttempt(
  deps: MakeAttemptDeps,
  delivery: AnyDelivery,
  attempt: Attempt,
  destination: Destination | undefined,
): Promise<void> {
  const isRetried = await scheduleRetry(deps, delivery, attempt, destination);
  // The releaser removes the parked deliveries that it releases.
  if (delivery.manual) await unpark(deps, delivery);
  await emitOperatorEvents(deps, { event: delivery.event, attempt, destination, isRetried });
}

/** Whether a delivery is parked without an attempt. */
const shouldPark = (
  { parkForDisabled }: MakeAttemptDeps,
  { even_blocked = false, undecided = false, unplaced = false }: AnyDelivery,
  destination: Destination,
): boolean => {
  const { disabled_at, blocked } = destination;
  if (!isLive(destination) || undecided || unplaced) return false;
  if (blocked !== undefined && !even_blocked) return true;
  return disabled_at === null ? isAwaitingProof(destination) : parkForDisabled;
};

/** Whether an attempt reflects the health of its destination: of its store or its config. */
const reflectsHealth = (
  destination: Destination | undefined,
  { code }: Attempt,
): destination is Destination =>
  isLive(destination) &&
  destination.disabled_at === null &&
  CODES_WITHOUT_WRITE.get(code)?.reflectsHealth !== false &&
  failureCodesOf(destination.type)?.reflectsHealth(code) !== false;
