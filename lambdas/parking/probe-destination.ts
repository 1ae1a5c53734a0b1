import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { probeOf, requestVerification } from '../destinations/verification.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { isOpen } from './release-destination.ts';
import { probeTimer, releaseTimer, type Timer, timedDestination } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** What probing needs. */
export interface ProbeDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Sends to the verification queue. */
  readonly sendVerification: Send;
  readonly now: () => Date;
}

/**
 * Has the verifier find out whether a blocked destination can be written to again, and sets the
 * timer for the next time; the verifier unblocks it.
 *
 * @returns the destination, as it was before the probe; undefined when it is not probed
 */
export async function probeDestination(
  deps: ProbeDeps,
  timer: Timer,
): Promise<Destination | undefined> {
  const { destinations, timers, sendVerification, now } = deps;
  const timed = timedDestination(timer);
  const destination = await destinations.findOnly(timed);
  if (!destination?.blocked || destination.deleted_at !== undefined) {
    // Whoever has unblocked it may have been cut short before having what is parked released.
    if (isOpen(destination)) await timers.ensure(releaseTimer(timed, now()));
    await timers.remove(timer);
    return undefined;
  }
  await requestVerification(sendVerification, probeOf(destination));
  await timers.set(probeTimer(timed, now(), timer.runs + 1));
  return destination;
}
