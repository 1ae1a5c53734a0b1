import { tooMany } from './http-fault.ts';
import { BURST_SECONDS, type Limit } from './turns.ts';

/**
 * Lets a caller go on when it is the turn of whoever is called `name`.
 *
 * @param what there would otherwise be too many of, for people
 * @throws HttpFault 429 otherwise, naming the limit
 */
export async function checkTurn(
  { perSecond, take }: Limit,
  name: string,
  what: string,
  now: Date,
): Promise<void> {
  const { taken, waitSeconds } = await take(name, now);
  if (taken) return;
  const burst = perSecond * BURST_SECONDS;
  const limit = `the limit is ${perSecond} a second, and ${burst} at once`;
  throw tooMany(what, limit, waitSeconds);
}
