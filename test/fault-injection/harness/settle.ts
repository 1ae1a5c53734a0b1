import { moveTo } from './clock.ts';
import { CONSUMERS, handOut } from './hand-out.ts';
import type { Rig } from './rig.ts';

/** The releaser runs every minute. */
const RELEASES_EVERY_MS = 60_000;

/** A scenario has done after far fewer rounds; what goes on is going round in a circle. */
const MOST_ROUNDS = 150;

/**
 * Has everything happen that happens by itself within some seconds: messages are handed out, what is
 * due is released; when there is nothing to do, it is soon the time when there is.
 *
 * @throws Error when it never comes to rest
 */
export async function settle(rig: Rig, seconds: number): Promise<void> {
  const until = Date.now() + seconds * 1_000;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    if (await handOut(rig)) continue;
    const visible = nextVisible(rig);
    const release = await nextRelease(rig);
    const next = Math.min(visible, release);
    if (next > until) return;
    moveTo(Math.max(next, Date.now()));
    if (release < visible) await rig.invoke('releaser', () => ({}));
  }
  throw new Error('it does not come to rest');
}

/** When the next message can be received. */
const nextVisible = ({ outside: { queues } }: Rig): number =>
  Math.min(
    ...CONSUMERS.flatMap(([queue]) => queues.get(queue) ?? []).map(({ visibleAt }) => visibleAt),
  );

/** When the releaser next has something to do. */
async function nextRelease({ shelf }: Rig): Promise<number> {
  const due = await shelf.due();
  return Math.max(Math.min(...due) - RELEASES_EVERY_MS, Date.now() + RELEASES_EVERY_MS);
}
