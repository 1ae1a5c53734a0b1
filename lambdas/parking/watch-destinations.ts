import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { verificationMessage, verificationOf } from '../destinations/verification.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { isGone, isProbed } from './release-destination.ts';
import { nextWatch, type Timer, timedDestination } from './timer.ts';
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

/** The releaser runs every minute. */
const RUN_SECONDS = 60;

/** The probes that one run of the releaser may still request. */
export class WatchBudget {
  #requested = 0;

  /** Takes as many of `timers` as the run may still process. The others remain due. */
  take(timers: readonly Timer[]): readonly WatchTurn[] {
    const free = PROBES_PER_SECOND * RUN_SECONDS - this.#requested;
    const taken = timers.slice(0, free).map((timer, index) => ({
      timer,
      delaySeconds: Math.floor((this.#requested + index) / PROBES_PER_SECOND),
    }));
    this.#requested += taken.length;
    return taken;
  }
}

/** A timer of the daily watch, and the delay of its probe in seconds. */
interface WatchTurn {
  readonly timer: Timer;
  readonly delaySeconds: number;
}

/**
 * Requests the daily verification of destinations. A disabled destination is not verified, and one
 * that is blocked or not proven is probed anyway. The timer of a deleted destination is removed.
 */
export async function watchDestinations(
  deps: WatchDeps,
  turns: readonly WatchTurn[],
): Promise<void> {
  const { destinations, timers, sendVerification, now } = deps;
  const found = await destinations.at(
    turns.map(({ timer: { tenant_id, destination_id } }) => [tenant_id, destination_id]),
  );
  const watched = turns.map((turn, index) => ({ ...turn, destination: found[index] }));
  const due = watched.flatMap(({ timer, delaySeconds, destination }) =>
    destination && isWatched(timer, destination)
      ? [verificationMessage({ ...verificationOf(destination), watch: true }, delaySeconds)]
      : [],
  );
  if (due.length > 0) await sendVerification(due);
  await Promise.all(
    watched.map(({ timer, destination }) =>
      isOwnedBy(timer, destination) ? timers.set(nextWatch(timer, now())) : timers.remove(timer),
    ),
  );
}

const isOwnedBy = (timer: Timer, destination: Destination | undefined): boolean =>
  !isGone(destination) && destination?.incarnation === timedDestination(timer).incarnation;

const isWatched = (timer: Timer, destination: Destination): boolean =>
  isOwnedBy(timer, destination) && destination.disabled_at === null && !isProbed(destination);
