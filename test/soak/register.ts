import type { LocalStackSnapshot } from './local-stack-snapshot.ts';
import { TENANTS } from './plan.ts';
import { CREDENTIALS } from './surroundings.ts';

/** What the destinations of a run receive: objects of one event each, or batches. */
export const FORMATS = ['json', 'ndjson'] as const;
export type Format = (typeof FORMATS)[number];

/** Batches that are closed by their number of events, by their size and by their age. */
const BATCHED = {
  format: 'ndjson',
  batch_max_events: '100',
  batch_max_bytes: '65536',
  batch_max_seconds: '60',
  partition: "join('', ['kind=', data.kind])",
};

/**
 * Creates the tenants and their destinations. Returns the ids of the destinations by their buckets.
 *
 * @param endpoint the endpoint of the buckets that are not on AWS
 */
export const register = async (
  stack: LocalStackSnapshot,
  endpoint: string,
  format: Format,
): Promise<ReadonlyMap<string, string>> => {
  const ids = new Map<string, string>();
  for (const { id: tenant, destinations } of TENANTS) {
    await stack.ask('PUT', `/tenants/${tenant}`);
    for (const { bucket, isOnAws, wants } of destinations) {
      // The caller chooses the id, so that a create without a response can be repeated.
      const id = `des_${bucket}`;
      const place = isOnAws
        ? { bucket, region: 'us-east-1' }
        : { bucket, region: 'auto', endpoint };
      const config = format === 'ndjson' ? { ...place, ...BATCHED } : place;
      const body = { id, type: 'aws_s3', ...wants, config, credentials: CREDENTIALS };
      await unlessThere(stack.ask('POST', `/tenants/${tenant}/destinations`, body));
      ids.set(bucket, id);
    }
  }
  return ids;
};

/** The result of a create whose response was lost exists. */
const unlessThere = async (creating: Promise<unknown>): Promise<void> => {
  await creating.catch((error) => {
    if (!(error instanceof Error && error.message.includes('answers 409'))) throw error;
  });
};
