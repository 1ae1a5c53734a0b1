import { OverLimitError } from '../errors.ts';

/**
 * A steady rate. After an idle period a burst of up to {@link BURST_SECONDS} seconds' worth of permits
 * is allowed.
 */
export interface Rate {
  /** Permits per second, above 0. */
  readonly perSecond: number;
  /** Permits in a burst, at least 1. @default {@link BURST_SECONDS} seconds' worth */
  readonly burst?: number;
}

/** The result of asking for a permit. */
export interface Permit {
  /** Whether the permit was granted. A denied request is not counted. */
  readonly granted: boolean;
  /** Granted: seconds until the permit is valid, 0 for at once. Denied: seconds until a retry can succeed. */
  readonly waitSeconds: number;
}

/**
 * Acquires a permit for `name`.
 *
 * @param maxWaitSeconds the longest acceptable wait for the permit, in seconds @default 0
 */
export type Acquire = (name: string, now: Date, maxWaitSeconds?: number) => Promise<Permit>;

/** A rate limit: its rate, and the functions that acquire and use up permits. */
export interface Limit extends Rate {
  readonly take: Acquire;
  /** Uses up permits of `name` for work that is done, even those of the future. */
  readonly charge: (name: string, now: Date, permits: number) => Promise<void>;
}

/** The permit for every caller when no limiter counts. */
export const NO_WAIT: Permit = { granted: true, waitSeconds: 0 };

/** Seconds' worth of permits in a burst: a portal page makes a dozen requests at once. */
export const BURST_SECONDS = 5;

/**
 * The virtual scheduling form of the generic cell rate algorithm (ITU-T I.371, annex A). It stores one
 * number per name, the theoretical arrival time (`due`): when all granted permits would be used up at
 * the steady rate. `due` never decreases. All times are whole microseconds, which a double represents
 * exactly.
 */
export interface Schedule {
  readonly now: number;
  /** The increment of `due` per permit. */
  readonly interval: number;
  /** How far `due` may be ahead of now for a permit without a wait. */
  readonly tolerance: number;
  /** The largest `due` at which a permit is granted. */
  readonly latest: number;
}

const MICROS = 1_000_000;

const burstOf = ({ perSecond, burst = perSecond * BURST_SECONDS }: Rate): number => burst;

/** The schedule for a permit requested at `at`. */
export function scheduleAt(rate: Rate, at: Date, maxWaitSeconds: number): Schedule {
  const now = at.getTime() * 1_000;
  const interval = Math.round(MICROS / rate.perSecond);
  const tolerance = Math.round((burstOf(rate) * MICROS) / rate.perSecond) - interval;
  return { now, interval, tolerance, latest: now + tolerance + maxWaitSeconds * MICROS };
}

/** A granted permit, after which the stored time is `due`. */
export const granted = ({ now, interval, tolerance }: Schedule, due: number): Permit => ({
  granted: true,
  waitSeconds: Math.max(0, due - interval - tolerance - now) / MICROS,
});

/** A denied permit: the stored time, `due`, is later than `latest`, or was a moment ago. */
export const denied = ({ latest }: Schedule, due: number): Permit => ({
  granted: false,
  waitSeconds: Math.max(0, due - latest) / MICROS,
});

/**
 * Acquires a permit for `name` without waiting.
 *
 * @param what the limited things, for the error message, such as `requests`
 * @throws OverLimitError that names the limit, when the permit is denied
 */
export async function checkRateLimit(
  limit: Limit,
  name: string,
  what: string,
  now: Date,
): Promise<void> {
  const { granted, waitSeconds } = await limit.take(name, now);
  if (granted) return;
  const words = `the limit is ${rateText(limit)} with a burst of ${burstOf(limit)}`;
  throw new OverLimitError(what, words, waitSeconds);
}

function rateText({ perSecond }: Rate): string {
  if (perSecond >= 1) return `${perSecond} per second`;
  const perMinute = perSecond * 60;
  return perMinute >= 1 ? `${perMinute} per minute` : `${Math.round(perMinute * 60)} per hour`;
}
