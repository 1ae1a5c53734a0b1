import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { JobStore } from '../platform/jobs/job-store.dynamo.ts';
import { ERASURES, Erasure } from './erasure.ts';

/** Erasures, in the events table. */
export type ErasureStore = JobStore<Erasure>;

export const erasureStore = (
  client: Documents,
  table: string,
  retentionDays: number,
): ErasureStore =>
  new JobStore(client, table, retentionDays, {
    name: 'erasure',
    prefix: ERASURES,
    timeline: 'ERASURES',
    schema: Erasure,
  });
