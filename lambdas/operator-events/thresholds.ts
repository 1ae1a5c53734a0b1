/** Alert levels in percent of the failure threshold, highest first. The same as in Outpost. */
const LEVELS = [100, 90, 70, 50];

/** The level at which a destination may be disabled. */
export const FULL = 100;

/** Consecutive failures that are `level` percent of `most`, rounded up. */
export const failuresAt = (level: number, most: number): number => Math.ceil((level * most) / 100);

/**
 * The highest level that this number of consecutive failures has reached; 0 below all levels.
 *
 * @param most the number of failures that is 100 %; 0 disables alerts
 */
export const levelOf = (failures: number, most: number): number =>
  most === 0 ? 0 : (LEVELS.find((level) => failures >= failuresAt(level, most)) ?? 0);
