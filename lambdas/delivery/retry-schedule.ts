/** Upper bounds of the waits before each retry, in seconds. */
export type RetrySchedule = readonly number[];

/**
 * Seconds to wait before the attempt that follows `attemptNumber`; undefined when no retry is left.
 * Full jitter: anything up to the schedule's bound, so that what failed together does not come back
 * together. https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 *
 * @param random from 0 up to, but not including, 1
 */
export function waitAfter(
  attemptNumber: number,
  schedule: RetrySchedule,
  random: number,
): number | undefined {
  const bound = schedule[attemptNumber - 1];
  return bound === undefined ? undefined : Math.ceil(bound * random);
}
