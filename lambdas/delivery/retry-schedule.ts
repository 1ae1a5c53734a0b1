/** Upper bounds of the waits before each retry, in seconds. */
export type RetrySchedule = readonly number[];

/**
 * Seconds to wait before the attempt that follows `attemptNumber`; undefined when no retry is left.
 *
 * Equal jitter: between half of the scheduled wait and all of it. What failed together does not come
 * back together, and the retries of a short schedule still outlast a short outage. Full jitter, which
 * may wait for nothing, used up `5,10,20` within 3 seconds.
 * https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 *
 * @param random from 0 up to, but not including, 1
 */
export function waitAfter(
  attemptNumber: number,
  schedule: RetrySchedule,
  random: number,
): number | undefined {
  const bound = schedule[attemptNumber - 1];
  return bound === undefined ? undefined : Math.ceil((bound * (1 + random)) / 2);
}
