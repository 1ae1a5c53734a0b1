import type { Destination } from '../destinations/destination.ts';
import { acceptsDeliveries, isProbed } from '../destinations/destination-state.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { requestVerification, toProbeRequest } from '../destinations/verification.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
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
 * Requests a probe of a destination that is blocked, or whose access is not proven, from the verifier. If
 * the probe succeeds, the verifier unblocks the destination or records the proof. Sets the timer for the
 * next probe.
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
  if (!isProbed(destination)) {
    // The run that unblocked it may have been interrupted before it scheduled the release.
    if (acceptsDeliveries(destination)) await timers.ensure(releaseTimer(timed, now()));
    await timers.remove(timer);
    return undefined;
  }
  await requestVerification(sendVerification, toProbeRequest(destination));
  await timers.set(probeTimer(timed, now(), timer.runs + 1));
  return destination;
}

/** Dependencies of {@link awaitProbes}. */
export interface AwaitProbesDeps {
  readonly destinations: DestinationStore;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Seconds for which a releaser run waits for the results of its probes; 0 disables the wait. */
  readonly probeWaitSeconds: number;
}

/**
 * Polling interval. Most probes take one or two seconds; an unresponsive store takes longer than the wait.
 */
const POLL_INTERVAL_SECONDS = 2;

/**
 * Waits for the results of the probes that a run has requested, and releases the deliveries parked for
 * each destination that has recovered. Otherwise the next run releases them, one minute later.
 *
 * Returns as soon as all results are available, so most runs wait for two seconds.
 *
 * @param probed the destinations before their probes
 */
export async function awaitProbes(
  deps: AwaitProbesDeps,
  probed: readonly Destination[],
  release: (destination: Destination) => void,
  signal: AbortSignal,
): Promise<void> {
  let pending = probed;
  let seconds = deps.probeWaitSeconds;
  while (pending.length > 0 && seconds > 0 && !signal.aborted) {
    await deps.sleep(Math.min(seconds, POLL_INTERVAL_SECONDS) * 1_000);
    seconds -= POLL_INTERVAL_SECONDS;
    const current = await deps.destinations.getAll(
      pending.map(({ tenant_id, id }) => [tenant_id, id]),
    );
    for (const destination of current)
      if (destination && acceptsDeliveries(destination)) release(destination);
    pending = pending.filter((before, index) => isPending(before, current[index]));
  }
}

/**
 * Whether the result of a probe is pending. The verifier stores the result first, then unblocks the
 * destination.
 */
function isPending(before: Destination, now: Destination | undefined): boolean {
  if (!isProbed(now)) return false;
  const { id, checked_at, status } = now.verification;
  if (id !== before.verification.id) return false;
  return checked_at === before.verification.checked_at || status === 'verified';
}
