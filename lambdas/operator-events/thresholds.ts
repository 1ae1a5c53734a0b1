/** Percent of the failures a stage alarms at, highest first: Outpost's own. */
const LEVELS = [100, 90, 70, 50];

/** The level at which a destination may be disabled. */
export const FULL = 100;

/** Failures in a row that make `level` percent of `most`, rounded up. */
export const failuresAt = (level: number, most: number): number => Math.ceil((level * most) / 100);

/**
 * The highest level that so many failures in a row have reached; 0 below all of them.
 *
 * @param most failures that are 100 %; 0 for no alarms
 */
export const levelOf = (failures: number, most: number): number =>
  most === 0 ? 0 : (LEVELS.find((level) => failures >= failuresAt(level, most)) ?? 0);
