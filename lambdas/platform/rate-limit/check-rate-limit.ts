import { OverLimitError } from '../errors.ts';
import { BURST_SECONDS, type Limit } from './rate-limit.ts';

/**
 * Acquires a permit for `name` without waiting.
 *
 * @param what the limited things, for the error message, such as `requests`
 * @throws OverLimitError that names the limit, when the permit is denied
 */
export async function checkRateLimit(
  { perSecond, take }: Limit,
  name: string,
  what: string,
  now: Date,
): Promise<void> {
  const { granted, waitSeconds } = await take(name, now);
  if (granted) return;
  const burst = perSecond * BURST_SECONDS;
  const limit = `the limit is ${perSecond} per second with a burst of ${burst}`;
  throw new OverLimitError(what, limit, waitSeconds);
}
