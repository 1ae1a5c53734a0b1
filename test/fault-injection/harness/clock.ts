import { vi } from 'vitest';

/** When every scenario begins. */
const BEGIN = new Date('2026-11-22T10:00:00.000Z');

/** Somebody's patience, and when it ends: milliseconds of Unix time. */
interface Patience {
  readonly endsAt: number;
  readonly end: AbortController;
}

const patiences = new Set<Patience>();

/**
 * Has time stand still, but for what {@link moveOn} and {@link moveTo} say: retries that are hours
 * away are made at once, no test waits, and nobody's patience ends because a machine is slow. The
 * SDK's own timers, by which it waits before it calls again, go on.
 *
 * @returns what has time be again what it is
 */
export function stopTheClock(): () => void {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN });
  const timeouts = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const patience = { endsAt: Date.now() + milliseconds, end: new AbortController() };
    patiences.add(patience);
    return patience.end.signal;
  });
  return () => {
    timeouts.mockRestore();
    vi.useRealTimers();
  };
}

/** Sets the time: milliseconds of Unix time. @default when every scenario begins */
export function moveTo(moment = BEGIN.getTime()): void {
  vi.setSystemTime(moment);
  for (const patience of patiences) {
    if (patience.endsAt > moment) continue;
    patiences.delete(patience);
    patience.end.abort(new DOMException('The operation timed out.', 'TimeoutError'));
  }
}

/** A run is over, and nobody waits for anything. */
export const forgetPatience = (): void => patiences.clear();

/** Moves the time on by so many milliseconds. */
export const moveOn = (milliseconds: number): void => moveTo(Date.now() + milliseconds);
