import type { Destination } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { isOpen } from './release-destination.ts';

/** What waiting for the result of probes needs. */
export interface AwaitProbesDeps {
  readonly destinations: DestinationStore;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  /** Seconds that a run of the releaser waits for the results of its probes; 0 for not at all. */
  readonly probeWaitSeconds: number;
}

/** Most probes take a second or two; a store that does not answer takes far longer than is waited. */
const LOOK_EVERY_SECONDS = 2;

/**
 * Waits for the results of the probes that a run has asked for, and releases what is parked for each
 * destination that works again. The next run would do so, too, a minute later.
 *
 * It ends as soon as all results are there, so that most runs wait for two seconds.
 *
 * @param probed the destinations as they were before their probes
 */
export async function awaitProbes(
  deps: AwaitProbesDeps,
  probed: readonly Destination[],
  release: (destination: Destination) => void,
  signal: AbortSignal,
): Promise<void> {
  let waiting = probed;
  let seconds = deps.probeWaitSeconds;
  while (waiting.length > 0 && seconds > 0 && !signal.aborted) {
    await deps.sleep(Math.min(seconds, LOOK_EVERY_SECONDS) * 1_000);
    seconds -= LOOK_EVERY_SECONDS;
    const found = await deps.destinations.at(waiting.map(({ tenant_id, id }) => [tenant_id, id]));
    for (const destination of found) if (destination && isOpen(destination)) release(destination);
    waiting = waiting.filter((before, place) => isAwaited(before, found[place]));
  }
}

/** Whether the result of a probe is still to come: the verifier stores it, and then opens what works. */
function isAwaited(before: Destination, now: Destination | undefined): boolean {
  if (!now?.blocked || now.deleted_at !== undefined) return false;
  const { id, checked_at, status } = now.verification;
  if (id !== before.verification.id) return false;
  return checked_at === before.verification.checked_at || status === 'verified';
}
