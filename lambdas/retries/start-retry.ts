import type { TenantDestinations } from '../destinations/destination-store.dynamo.ts';
import { NotFoundError } from '../platform/errors.ts';
import { checkSize } from '../platform/http/validation.ts';
import { startJob } from '../platform/jobs/job.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type RetryFilter, timeRange } from './retry-filter.ts';
import { NONE_SKIPPED, type RetryJob, stepMessage } from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';

/** Dependencies of {@link startRetry}. */
export interface StartDeps {
  readonly jobs: RetryJobs;
  /** Loads a tenant with its destinations; undefined when the tenant does not exist. */
  readonly loadTenant: (tenantId: string) => Promise<TenantDestinations | undefined>;
  /** Sends to the retries queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** Returns a new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Starts a new bulk retry. A duplicate request is harmless: of two attempts with the same number, the first
 * record is kept.
 *
 * @param tenantId undefined for the deliveries of all tenants
 * @throws NotFoundError when the tenant or destination does not exist, ValidationError when the filter has
 *   no start time, 413 when it is too large
 */
export async function startRetry(
  deps: StartDeps,
  tenantId: string | undefined,
  filter: RetryFilter,
): Promise<RetryJob> {
  const job = newJob(`ret_${deps.newId()}`, tenantId, filter, deps.now());
  checkSize('retry', job);
  const start = (one: RetryJob) => startJob(one, deps.jobs, deps.send, stepMessage);
  if (tenantId === undefined) return start(job);
  const { tenant } = await requireOwner(deps, tenantId, filter.destination_id);
  return start({ ...job, tenant_incarnation: tenant.incarnation });
}

function newJob(
  id: string,
  tenantId: string | undefined,
  filter: RetryFilter,
  now: Date,
): RetryJob {
  return {
    id,
    tenant_id: tenantId ?? null,
    status: 'queued',
    filter,
    ...timeRange(filter, now),
    more: true,
    step: 0,
    run: '',
    plan: [],
    scanned: 0,
    queued: 0,
    skipped: NONE_SKIPPED,
    created_at: now.toISOString(),
    updated_at: now.toISOString(),
    completed_at: null,
  };
}

async function requireOwner(
  { loadTenant }: StartDeps,
  tenantId: string,
  destinationId: string | undefined,
): Promise<TenantDestinations> {
  const owner = await loadTenant(tenantId);
  if (!owner) throw new NotFoundError('tenant not found');
  const isKnown = owner.destinations.some(({ id }) => id === destinationId);
  if (destinationId !== undefined && !isKnown) throw new NotFoundError('destination not found');
  return owner;
}
