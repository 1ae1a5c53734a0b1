import { vi } from 'vitest';

/** The time at which every scenario begins. */
const BEGIN = new Date('2026-11-22T10:00:00.000Z');

/** A pending timeout: its end in milliseconds of Unix time, and what it does then. */
interface Timeout {
  readonly endsAt: number;
  readonly end: () => void;
}

const pending = new Set<Timeout>();

/** The functions that end a time limit or a request, and the wait of messages for a full batch. */
const FROZEN = new Set(['endTimeLimit', 'tooSlow', '#endWait']);

/**
 * Freezes time. Only {@link moveOn} and {@link moveTo} change it: retries that are hours away run
 * at once, no test waits, and no timeout fires because a machine is slow. The SDK's own timers,
 * with which it delays its retries, keep running.
 *
 * @returns a function that restores real time
 */
export function stopTheClock(): () => void {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN });
  const start = (milliseconds: number, end: () => void): Timeout => {
    const timeout = { endsAt: Date.now() + milliseconds, end };
    pending.add(timeout);
    return timeout;
  };
  const { setTimeout, clearTimeout } = globalThis;
  // The functions are loaded apart from the tests, so only what is global can be replaced.
  Object.assign(globalThis, {
    setTimeout: (end: () => void, milliseconds: number, ...others: unknown[]) =>
      FROZEN.has(end.name) ? start(milliseconds, end) : setTimeout(end, milliseconds, ...others),
    clearTimeout: (timer: NodeJS.Timeout & Timeout) => {
      if (!pending.delete(timer)) clearTimeout(timer);
    },
  });
  const timeouts = vi.spyOn(AbortSignal, 'timeout').mockImplementation((milliseconds) => {
    const controller = new AbortController();
    start(milliseconds, () =>
      controller.abort(new DOMException('The operation timed out.', 'TimeoutError')),
    );
    return controller.signal;
  });
  return () => {
    Object.assign(globalThis, { setTimeout, clearTimeout });
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
    timeout.end();
  }
}

/** Clears all timeouts at the end of a run. */
export const clearTimeouts = (): void => pending.clear();

/** Advances the time by this many milliseconds. */
export const moveOn = (milliseconds: number): void => moveTo(Date.now() + milliseconds);
