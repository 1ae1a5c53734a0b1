import type { Attempt } from '../attempts/attempt.ts';
import type { Destination } from '../destinations/destination.ts';
import type { FailureCounters } from '../destinations/failure-counters.dynamo.ts';
import type { Delivery } from '../events/delivery-message.ts';
import {
  consecutiveFailure,
  destinationBlocked,
  destinationDisabled,
  retriesExhausted,
} from '../operator-events/alerts.ts';
import type { Outbox } from '../operator-events/outbox.ts';
import { FULL, failuresAt, levelOf } from '../operator-events/thresholds.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** What alerting operators needs. */
export interface AlertDeps {
  readonly failures: FailureCounters;
  readonly announcements: Outbox;
  /** Failures in a row that are 100 %; 0 for no alerts of them. */
  readonly consecutiveFailureThreshold: number;
  /** Whether a destination that has reached 100 % is disabled. */
  readonly autoDisable: boolean;
  readonly now: () => Date;
}

/** A failed attempt, and its destination as it is now. */
interface Failed {
  readonly event: Delivery['event'];
  readonly attempt: Attempt;
  readonly destination: Destination;
  /** Whether another attempt follows by itself. */
  readonly isRetried: boolean;
}

/** Has operators alerted to whatever a failed attempt gives cause for. */
export async function alert(deps: AlertDeps, failed: Failed): Promise<void> {
  const { attempt, destination } = failed;
  const { blocked, last_block } = destination;
  // It may be open again by the time that the message of a run comes again which was cut short.
  const block = [blocked, last_block].find((one) => one?.at === attempt.time);
  if (block) await deps.announcements.add([destinationBlocked(failed, block)]);
  await alertToLevel(deps, failed);
  if (isExhausted(failed)) await alertToExhaustion(deps, failed);
}

/** In this order: claim, disable, tell, mark. */
async function alertToLevel(deps: AlertDeps, failed: Failed): Promise<void> {
  const { consecutiveFailureThreshold: max, now } = deps;
  const { attempt, destination } = failed;
  const { failures: current = 0, alerted = 0 } = destination;
  const level = levelOf(current, max);
  if (level <= alerted) return;
  const claimant = { by: attempt.id, now: now() };
  const least = failuresAt(level, max);
  if (!(await deps.failures.claimLevel(destination, level, least, claimant))) return;
  const disabled_at = level === FULL && deps.autoDisable ? await disable(deps, failed) : undefined;
  const present = disabled_at === undefined ? failed : disabledIn(failed, disabled_at);
  const isTold = await deps.announcements.add([
    ...(disabled_at === undefined ? [] : [destinationDisabled(present, disabled_at)]),
    consecutiveFailure(present, { current, max, threshold: level }),
  ]);
  if (isTold) await deps.failures.markLevel(destination, level);
}

/**
 * Disables the destination, unless it was changed meanwhile.
 *
 * @returns since when it is; undefined when it is not, or when somebody else has disabled it
 */
async function disable(
  { failures }: AlertDeps,
  { attempt, destination }: Failed,
): Promise<string | undefined> {
  const { tenant_id, id, disabled_at } = destination;
  // The attempt's own time: a run that comes after knows by it what was cut short.
  if (disabled_at === attempt.time) return disabled_at;
  if (!(await failures.disable(destination, attempt.time))) return undefined;
  count('DestinationsDisabled');
  logger.warn('destination disabled', { tenant_id, destination_id: id });
  return attempt.time;
}

const disabledIn = (failed: Failed, disabled_at: string): Failed => ({
  ...failed,
  destination: { ...failed.destination, disabled_at },
});

/** Whether a delivery ends here that was to be tried again, and got as far as its destination. */
const isExhausted = ({ event, attempt, isRetried }: Failed): boolean =>
  event.eligible_for_retry && !isRetried && attempt.code !== 'destination_disabled';

async function alertToExhaustion(
  { failures, announcements, now }: AlertDeps,
  failed: Failed,
): Promise<void> {
  const { attempt, destination } = failed;
  const { exhausted_until = '' } = destination;
  if (exhausted_until > now().toISOString()) return;
  if (!(await failures.claimExhausted(destination, { by: attempt.id, now: now() }))) return;
  const isTold = await announcements.add([retriesExhausted(failed)]);
  if (isTold) await failures.markExhausted(destination, now());
}
