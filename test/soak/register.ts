import type { HouseBooks } from './local-stack-snapshot.ts';
import { TENANTS } from './plan.ts';
import { CREDENTIALS } from './surroundings.ts';

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
    await books.ask('PUT', `/tenants/${tenant}`);
    for (const { bucket, wants } of destinations) {
      // The id is ours, so that a create that was not answered can be made again.
      const id = `des_${bucket}`;
      const config = { bucket, region: 'auto', endpoint };
      const body = { id, type: 'aws_s3', ...wants, config, credentials: CREDENTIALS };
      await unlessThere(books.ask('POST', `/tenants/${tenant}/destinations`, body));
      ids.set(bucket, id);
    }
  }
  return ids;
};

/** What an unanswered create has made is there. */
const unlessThere = async (creating: Promise<unknown>): Promise<void> => {
  await creating.catch((error) => {
    if (!(error instanceof Error && error.message.includes('answers 409'))) throw error;
  });
};
