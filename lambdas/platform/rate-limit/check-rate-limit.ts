import { tooManyRequests } from '../http/http-error.ts';
import { BURST_SECONDS, type Limit } from './rate-limit.ts';

/**
 * Lets a caller go on when it is the turn of whoever is called `name`.
 *
 * @param what there would otherwise be too many of, for people
 * @throws HttpFault 429 otherwise, naming the limit
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
  const limit = `the limit is ${perSecond} a second, and ${burst} at once`;
  throw tooManyRequests(what, limit, waitSeconds);
}
