import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { probeOf, requestVerification } from '../destinations/verification.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { isOpen } from './release-destination.ts';
import { probeTimer, releaseTimer, type Timer, timedDestination } from './timer.ts';
import type { Timers } from './timers.dynamo.ts';

/** Dependencies of {@link probeDestination}. */
export interface ProbeDeps {
  readonly destinations: DestinationStore;
  readonly timers: Timers;
  /** Sends to the verification queue. */
  readonly sendVerification: Send;
  readonly now: () => Date;
}

/**
 * Requests a probe of a blocked destination from the verifier, which unblocks the destination if the
 * probe succeeds, and sets the timer for the next probe.
 *
 * @returns the destination before the probe; undefined when no probe is requested
 */
export async function probeDestination(
  deps: ProbeDeps,
  timer: Timer,
): Promise<Destination | undefined> {
  const { destinations, timers, sendVerification, now } = deps;
  const timed = timedDestination(timer);
  const destination = await destinations.findOnly(timed);
  if (!destination?.blocked || destination.deleted_at !== undefined) {
    // The run that unblocked it may have been interrupted before it scheduled the release.
    if (isOpen(destination)) await timers.ensure(releaseTimer(timed, now()));
    await timers.remove(timer);
    return undefined;
  }
  await requestVerification(sendVerification, probeOf(destination));
  await timers.set(probeTimer(timed, now(), timer.runs + 1));
  return destination;
}
