import type { TenantDestinations } from '../destinations/destination-store.dynamo.ts';
import { NotFoundError } from '../platform/errors.ts';
import { checkSize } from '../platform/http/validation.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type RetryFilter, rangeIn } from './retry-filter.ts';
import { NONE_SKIPPED, type RetryJob, stepMessage } from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';

/**
 * Seconds until the first step. The timeline indexes are eventually consistent. The delay lets them
 * include attempts that failed just before the request.
 */
const SETTLING_SECONDS = 2;

/** Dependencies of {@link startJob}. */
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
 * Requests the first step of a new job, then records the job. A duplicate request is harmless: of two
 * attempts with the same number, the first record is kept.
 *
 * @param tenantId undefined for the deliveries of all tenants
 * @throws NotFoundError when the tenant or destination does not exist, ValidationError when the filter has no start
 *   time, 413 when it is too large
 */
export async function startJob(
  deps: StartDeps,
  tenantId: string | undefined,
  filter: RetryFilter,
): Promise<RetryJob> {
  const job = newJob(`ret_${deps.newId()}`, tenantId, filter, deps.now());
  checkSize('retry', job);
  if (tenantId === undefined) return started(deps, job);
  const { tenant } = await ownerOf(deps, tenantId, filter.destination_id);
  return started(deps, { ...job, tenant_incarnation: tenant.incarnation });
}

async function started(deps: StartDeps, job: RetryJob): Promise<RetryJob> {
  // The message is sent first, so that every recorded job runs.
  await deps.send([stepMessage(job, SETTLING_SECONDS)]);
  await deps.jobs.add(job);
  return job;
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
    ...rangeIn(filter, now),
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

async function ownerOf(
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
