import * as z from 'zod';
import { pageBody } from '../platform/http/pagination.ts';
import { RetryFilter } from './retry-filter.ts';
import { type RetryJob, RetryStatus, SkipReason } from './retry-job.ts';

const count = (description: string) => z.int().min(0).meta({ description });

const RetryProgress = z.object({
  scanned: count('Attempts read so far.'),
  matched: count('Failed deliveries that match the request: the sum of `queued` and `skipped`.'),
  queued: count('Deliveries that are retried.'),
  skipped: count('Deliveries that are not retried.'),
  skipped_by_reason: z.record(SkipReason, z.int().min(0)).meta({
    description:
      'Counts by reason. `delivered`: delivered in the meantime. `destination_deleted`, `destination_disabled`: the destination was deleted or disabled. `no_match`: it no longer matches the event. `filter`: its filter exceeds its step limit. `event_expired`: the event has expired. `data_unavailable`: the data is in a bucket that is not connected to this stage; connect it with the setting `existingLargeEventsBucketName` and request the retry again.',
  }),
});

/** A bulk retry in API responses. */
export const BulkRetryBody = z
  .object({
    id: z.string().meta({ example: 'ret_01KAN5T4Q5V2X8J7M3C9D6W1ZR' }),
    status: RetryStatus.meta({
      description: '`failed` (earlier versions only): the job could not be started.',
    }),
    tenant_id: z.string().nullable().meta({ description: 'Null if the job covers all tenants.' }),
    filter: RetryFilter,
    progress: RetryProgress,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    completed_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When the job ended, with any result; null until then.' }),
  })
  .meta({ id: 'BulkRetry' });
export type BulkRetryBody = z.output<typeof BulkRetryBody>;

/** A page of bulk retries in API responses. */
export const BulkRetryPage = pageBody(BulkRetryBody).meta({ id: 'BulkRetryPage' });

/** Converts a bulk retry job to its API representation. */
export function bulkRetryBody(job: RetryJob): BulkRetryBody {
  const { id, status, tenant_id, filter, created_at, updated_at, completed_at } = job;
  const progress = progressOf(job);
  return { id, status, tenant_id, filter, progress, created_at, updated_at, completed_at };
}

function progressOf({ scanned, queued, skipped: skipped_by_reason }: RetryJob) {
  const skipped = Object.values(skipped_by_reason).reduce((sum, each) => sum + each, 0);
  return { scanned, matched: queued + skipped, queued, skipped, skipped_by_reason };
}
