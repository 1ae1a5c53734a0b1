/**
 * How often something may be done. Up to {@link BURST_SECONDS} worth of it may come at once after a
 * quiet time.
 */
export interface Rate {
  /** A whole number of turns a second, from 1 on. */
  readonly perSecond: number;
}

/** Whether it is somebody's turn. */
export interface Permit {
  /** Whether the turn is taken; otherwise nothing was counted. */
  readonly granted: boolean;
  /** Seconds until it comes, or until asking again is worth while: 0 when it has come. */
  readonly waitSeconds: number;
}

/**
 * Takes a turn for whoever is called `name`.
 *
 * @param patienceSeconds how long the turn may be in coming @default 0
 */
export type Acquire = (name: string, now: Date, patienceSeconds?: number) => Promise<Permit>;

/** How often something may be done, and who counts. */
export interface Limit extends Rate {
  readonly take: Acquire;
}

/** The turn of everybody, when nobody counts. */
export const NO_WAIT: Permit = { granted: true, waitSeconds: 0 };

/** A page of a portal asks for a dozen things at once. */
export const BURST_SECONDS = 5;

/**
 * The virtual scheduling of the generic cell rate algorithm (ITU-T I.371, annex A), which needs one
 * number: when all that has been let in would be done, were it done at the steady rate. It is never
 * written down smaller. All times here are whole microseconds, of which a double holds all.
 */
export interface Schedule {
  /** Now. */
  readonly now: number;
  /** What one turn adds. */
  readonly interval: number;
  /** How far ahead of now the number may be for a turn that comes at once. */
  readonly tolerance: number;
  /** The largest number with which a turn is still taken. */
  readonly latest: number;
}

const MICROS = 1_000_000;

/** The bounds of a turn that is asked for at `now`. */
export function scheduleAt({ perSecond }: Rate, at: Date, patienceSeconds: number): Schedule {
  const now = at.getTime() * 1_000;
  const interval = Math.round(MICROS / perSecond);
  const tolerance = BURST_SECONDS * MICROS - interval;
  return { now, interval, tolerance, latest: now + tolerance + patienceSeconds * MICROS };
}

/** The turn after which the number is `due`. */
export const granted = ({ now, interval, tolerance }: Schedule, due: number): Permit => ({
  granted: true,
  waitSeconds: Math.max(0, due - interval - tolerance - now) / MICROS,
});

/** The answer when the number, `due`, is beyond the latest, or was a moment ago. */
export const denied = ({ latest }: Schedule, due: number): Permit => ({
  granted: false,
  waitSeconds: Math.max(0, due - latest) / MICROS,
});
