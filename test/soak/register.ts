import { setTimeout as sleep } from 'node:timers/promises';
import type { HouseBooks } from './house-books.ts';
import { TENANTS } from './plan.ts';
import { CREDENTIALS } from './surroundings.ts';

const MOST_TRIES = 10;
const PAUSE_MS = 1_000;

/**
 * Makes the tenants and their destinations; gives the ids of these by their buckets.
 *
 * @param endpoint the store in which all buckets are
 */
export const register = async (
  books: HouseBooks,
  endpoint: string,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for (const { id: tenant, destinations } of TENANTS) {
    await persist(() => books.ask('PUT', `/tenants/${tenant}`));
    for (const { bucket, wants } of destinations) {
      // The id is ours, so that a create that was not answered can be made again.
      const id = `des_${bucket}`;
      const config = { bucket, region: 'auto', endpoint };
      const body = { id, type: 'aws_s3', ...wants, config, credentials: CREDENTIALS };
      await persist(() => books.ask('POST', `/tenants/${tenant}/destinations`, body));
      ids.set(bucket, id);
    }
  }
  return ids;
};

/** Asks again while a service fails. What has been made before is there. */
const persist = async (ask: () => Promise<unknown>): Promise<void> => {
  for (let tries = 1; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      const isThere = error instanceof Error && error.message.includes('answers 409');
      if (isThere && tries > 1) return;
      if (tries === MOST_TRIES) throw error;
      await sleep(PAUSE_MS);
    }
  }
};
