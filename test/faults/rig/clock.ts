import { vi } from 'vitest';

/** When every scenario begins. */
const BEGIN = new Date('2026-11-22T10:00:00.000Z');

/**
 * Has time stand still, but for what {@link moveOn} and {@link moveTo} say: retries that are hours
 * away are made at once, and no test waits. Timers, by which calls end that take too long, go on.
 */
export const stopTheClock = (): void => {
  vi.useFakeTimers({ toFake: ['Date'], now: BEGIN });
};

/** Time is what it is. */
export const startTheClock = (): void => {
  vi.useRealTimers();
};

/** Sets the time: milliseconds of Unix time. @default when every scenario begins */
export const moveTo = (moment = BEGIN.getTime()): void => {
  vi.setSystemTime(moment);
};

/** Moves the time on by so many milliseconds. */
export const moveOn = (milliseconds: number): void => moveTo(Date.now() + milliseconds);
