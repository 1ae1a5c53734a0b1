/** Upper bounds of the delays before each retry, in seconds. */
export type RetrySchedule = readonly number[];

/**
 * Seconds to wait before the attempt that follows `attemptNumber`. Undefined when no retries remain.
 *
 * Uses equal jitter: between half and all of the scheduled delay. Deliveries that failed together are
 * not retried together, and a short schedule still outlasts a short outage. With full jitter, which
 * allows a delay of zero, `5,10,20` was exhausted within 3 seconds.
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
