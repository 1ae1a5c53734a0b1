import type { Destination } from '../destinations/destination.ts';
import { isDeletedFor, isProbed } from '../destinations/destination-state.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { toVerificationRequest, verificationMessage } from '../destinations/verification.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { nextWatch, RUN_SECONDS, type Timer } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** Dependencies of {@link watchDestinations}. */
export interface WatchDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Sends to the verification queue. */
  readonly sendVerification: Send;
  readonly now: () => Date;
}

/**
 * The most probes per second that the daily watch requests. After an interruption, all destinations
 * may be due at once.
 */
const PROBES_PER_SECOND = 10;

/** The probes that one run of the releaser may still request. */
export class WatchBudget {
  #requested = 0;

  /** Takes as many of `timers` as the run may still process. The others remain due. */
  take(timers: readonly Timer[]): readonly DueWatch[] {
    const free = PROBES_PER_SECOND * RUN_SECONDS - this.#requested;
    const claimed = timers.slice(0, free).map((timer, index) => ({
      timer,
      delaySeconds: Math.floor((this.#requested + index) / PROBES_PER_SECOND),
    }));
    this.#requested += claimed.length;
    return claimed;
  }
}

/** A timer of the daily watch, and the delay of its probe in seconds. */
interface DueWatch {
  readonly timer: Timer;
  readonly delaySeconds: number;
}

/**
 * Requests the daily verification of destinations. A disabled destination is not verified, and one
 * that is blocked or not proven is probed anyway. The timer of a deleted destination is removed.
 */
export async function watchDestinations(
  deps: WatchDeps,
  dueWatches: readonly DueWatch[],
): Promise<void> {
  const { destinations, timers, sendVerification, now } = deps;
  const current = await destinations.getAll(
    dueWatches.map(({ timer: { tenant_id, destination_id } }) => [tenant_id, destination_id]),
  );
  const watched = dueWatches.map((watch, index) => ({ ...watch, destination: current[index] }));
  const requests = watched.flatMap(({ timer, delaySeconds, destination }) =>
    destination && isWatched(timer, destination)
      ? [verificationMessage({ ...toVerificationRequest(destination), watch: true }, delaySeconds)]
      : [],
  );
  if (requests.length > 0) await sendVerification(requests);
  await Promise.all(
    watched.map(({ timer, destination }) =>
      isDeletedFor(destination, timer) ? timers.remove(timer) : timers.set(nextWatch(timer, now())),
    ),
  );
}

const isWatched = (timer: Timer, destination: Destination): boolean =>
  !isDeletedFor(destination, timer) && destination.disabled_at === null && !isProbed(destination);
