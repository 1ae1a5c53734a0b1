import { vi } from 'vitest';

/** The time at which every scenario begins. */
const BEGIN = new Date('2026-11-22T10:00:00.000Z');

/** A pending timeout and its end in milliseconds of Unix time. */
interface Timeout {
  readonly endsAt: number;
  readonly end: AbortController;
}

const pending = new Set<Timeout>();

/**
 * Freezes time. Only {@link moveOn} and {@link moveTo} change it: retries that are hours away run
 * at once, no test waits, and no timeout fires because a machine is slow. The SDK's own timers,
 * with which it delays its retries, keep running.
 *
 * @returns a function that restores real time
 */
export function stopTheClock(): () => void {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN });
  const timeouts = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const timeout = { endsAt: Date.now() + milliseconds, end: new AbortController() };
    pending.add(timeout);
    return timeout.end.signal;
  });
  return () => {
    timeouts.mockRestore();
    vi.useRealTimers();
  };
}

/** Sets the time: milliseconds of Unix time. @default the time at which every scenario begins */
export function moveTo(moment = BEGIN.getTime()): void {
  vi.setSystemTime(moment);
  for (const timeout of pending) {
    if (timeout.endsAt > moment) continue;
    pending.delete(timeout);
    timeout.end.abort(new DOMException('The operation timed out.', 'TimeoutError'));
  }
}

/** Clears all timeouts at the end of a run. */
export const clearTimeouts = (): void => pending.clear();

/** Advances the time by this many milliseconds. */
export const moveOn = (milliseconds: number): void => moveTo(Date.now() + milliseconds);
