import { z } from 'zod';
import { pageBody } from '../platform/http/page-body.ts';
import { RetryFilter } from './retry-filter.ts';
import { type RetryJob, RetryStatus, SkipReason } from './retry-job.ts';

const count = (description: string) => z.int().min(0).meta({ description });

const RetryProgress = z.object({
  scanned: count('Attempts looked at so far.'),
  matched: count('Deliveries among them that failed and are asked for: `queued` and `skipped`.'),
  queued: count('Deliveries that are tried again.'),
  skipped: count('Deliveries that are not.'),
  skipped_by_reason: z.record(SkipReason, z.int().min(0)).meta({
    description:
      'Why not: `delivered` since, the destination is deleted or disabled or does not want the event any more (`no_match`) or has a `filter` that takes too many steps to tell, the event is no longer on record (`event_expired`), or its data is in a bucket that is not connected to this stage (`data_unavailable`): connect it with the setting `largeEventsBucket`, and ask again.',
  }),
});

/** A bulk retry in API responses. */
export const BulkRetryBody = z
  .object({
    id: z.string().meta({ example: 'ret_01KAN5T4Q5V2X8J7M3C9D6W1ZR' }),
    status: RetryStatus.meta({
      description: '`failed`, of earlier versions: it could not be begun.',
    }),
    tenant_id: z.string().nullable().meta({ description: 'Null when it is of all tenants.' }),
    filter: RetryFilter,
    progress: RetryProgress,
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    completed_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'When it came to its end, however; null until then.' }),
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
