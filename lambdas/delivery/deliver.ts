import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptLog } from '../attempts/attempt-log.dynamo.ts';
import type { Verdict } from '../destination-types/verdict.ts';
import type { Writers } from '../destination-types/writers.ts';
import type { Open } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { type Delivery, deliveryMessage } from '../events/delivery-message.ts';
import { logger } from '../runtime/logger.ts';
import { count } from '../runtime/metrics.ts';
import { LONGEST_DELAY_SECONDS, type Send } from '../runtime/queue.sqs.ts';
import { attemptOf } from './attempt-of.ts';
import { type RetrySchedule, waitAfter } from './retry-schedule.ts';

/** What delivering needs. */
export interface DeliverDeps {
  readonly destinations: DestinationStore;
  readonly attempts: AttemptLog;
  readonly open: Open;
  readonly writers: Writers;
  /** Sends to the delivery queue. */
  readonly send: Send;
  readonly schedule: RetrySchedule;
  readonly now: () => Date;
  readonly random: () => number;
  /** A new id that holds the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/** A delivery as it came out of the queue. */
export interface Received {
  readonly delivery: Delivery;
  /** Whether its message has been handed out before: an earlier run may have been cut short. */
  readonly again: boolean;
}

/**
 * One try at a delivery: write, record, and queue what follows. A try may be run twice; the first
 * record of it stands, and says what follows.
 */
export async function deliver(
  deps: DeliverDeps,
  received: Received,
  signal: AbortSignal,
): Promise<void> {
  const attempt = await attemptAt(deps, received, signal);
  const wait = attempt && waitFor(deps, received.delivery, attempt);
  if (wait === undefined) return;
  await tryAgain(deps, received.delivery, wait);
  count('RetriesQueued');
}

/**
 * The record of the attempt, which this run has made, or an earlier run of the same message. It is
 * undefined when another message's run has made it, which then sees to what follows: the deliveries
 * of a double do not go on side by side.
 */
async function attemptAt(
  deps: DeliverDeps,
  { delivery, again }: Received,
  signal: AbortSignal,
): Promise<Attempt | undefined> {
  // A first attempt is seldom made before; it is not worth the read.
  const standing =
    again || delivery.attempt_number > 1 ? await standingRecord(deps, delivery) : undefined;
  if (standing) return again ? standing : undefined;
  const attempt = await tryOnce(deps, delivery, signal);
  const isFirst = await deps.attempts.record(attempt);
  tell(attempt);
  if (isFirst) return attempt;
  const first = await standingRecord(deps, delivery);
  // Ours, when the answer to the first put was lost and the SDK has put again.
  return again || first?.id === attempt.id ? first : undefined;
}

const standingRecord = (
  { attempts }: DeliverDeps,
  { event, destination_id, attempt_number }: Delivery,
): Promise<Attempt | undefined> =>
  attempts.standing({
    event_id: event.id,
    tenant_id: event.tenant_id,
    destination_id,
    attempt_number,
  });

async function tryOnce(
  deps: DeliverDeps,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Attempt> {
  const { event, destination_id } = delivery;
  const destination = await deps.destinations.find(event.tenant_id, destination_id);
  const verdict = await verdictOn(deps, delivery, destination, signal);
  const now = deps.now();
  return attemptOf(delivery, destination, verdict, `atm_${deps.newId(now)}`, now);
}

async function verdictOn(
  { open, writers }: DeliverDeps,
  { event }: Delivery,
  destination: Destination | undefined,
  signal: AbortSignal,
): Promise<Verdict> {
  if (!destination || destination.deleted_at !== undefined) return gone('destination_deleted');
  if (destination.disabled_at !== null) return gone('destination_disabled');
  const { tenant_id, id, type, config, delivery_metadata = {} } = destination;
  const credentials = await open(destination.credentials, { tenant_id, destination_id: id });
  const writer = await writers(type);
  // Out of time before the store was asked: that is not the store's fault.
  signal.throwIfAborted();
  return writer.write(event, { config, credentials, delivery_metadata }, signal);
}

const gone = (code: 'destination_deleted' | 'destination_disabled'): Verdict => ({
  kind: 'rejected',
  code,
  message: `the ${code.replace('_', ' was ')} after the event was accepted`,
});

function waitFor(
  { schedule, random }: DeliverDeps,
  { event, attempt_number }: Delivery,
  { retryable }: Attempt,
): number | undefined {
  if (!retryable || !event.eligible_for_retry) return undefined;
  const wait = waitAfter(attempt_number, schedule, random());
  return wait === undefined ? undefined : Math.min(wait, LONGEST_DELAY_SECONDS);
}

const tryAgain = ({ send }: DeliverDeps, delivery: Delivery, delaySeconds: number) =>
  send([
    {
      ...deliveryMessage({
        ...delivery,
        attempt_number: delivery.attempt_number + 1,
        manual: false,
      }),
      delaySeconds,
    },
  ]);

function tell(attempt: Attempt): void {
  const { tenant_id, destination_id, event_id, attempt_number, status, code } = attempt;
  count(status === 'success' ? 'AttemptsSucceeded' : 'AttemptsFailed');
  logger.info('attempt', { tenant_id, destination_id, event_id, attempt_number, status, code });
}
