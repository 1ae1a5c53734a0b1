import { moveTo } from './clock.ts';
import { CONSUMERS, handOut } from './hand-out.ts';
import type { Harness } from './harness.ts';

/** The releaser runs every minute. */
const RELEASES_EVERY_MS = 60_000;

/** A scenario needs far fewer rounds; more indicate an endless loop. */
const MAX_ROUNDS = 150;

/**
 * Runs everything that happens without external action within some seconds: delivers messages and
 * releases due items, and advances the time when there is nothing to do.
 *
 * @throws Error when work never ends
 */
export async function settle(harness: Harness, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    if (await handOut(harness)) continue;
    const visible = nextVisible(harness);
    const release = await nextRelease(harness);
    const next = Math.min(visible, release);
    if (next > until) return;
    moveTo(Math.max(next, Date.now()));
    if (release < visible) await harness.invoke('releaser', () => ({}));
  }
  throw new Error('it does not come to rest');
}

/** When the next message becomes visible. */
const nextVisible = ({ outside: { queues } }: Harness): number =>
  Math.min(
    ...CONSUMERS.flatMap(([queue]) => queues.get(queue) ?? []).map(({ visibleAt }) => visibleAt),
  );

/** When the releaser next has work. */
async function nextRelease({ shelf }: Harness): Promise<number> {
  const due = await shelf.due();
  return Math.max(Math.min(...due) - RELEASES_EVERY_MS, Date.now() + RELEASES_EVERY_MS);
}
