import type { TenantDestinations } from '../destinations/destination-store.dynamo.ts';
import { checkSize } from '../platform/http/body-size.ts';
import { HttpError } from '../platform/http/http-error.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type RetryFilter, rangeIn } from './retry-filter.ts';
import { NONE_SKIPPED, type RetryJob } from './retry-job.ts';
import type { RetryJobs } from './retry-jobs.dynamo.ts';
import { stepMessage } from './step-message.ts';

/**
 * Seconds until the first step. The timelines know of an attempt some moments after it is recorded:
 * those that failed just before a job was asked for are to be found.
 */
const SETTLING_SECONDS = 2;

/** What asking for a bulk retry needs. */
export interface StartDeps {
  readonly jobs: RetryJobs;
  /** What a tenant has; undefined when there is no such tenant. */
  readonly loadTenant: (tenantId: string) => Promise<TenantDestinations | undefined>;
  /** Sends to the retries queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/**
 * Asks for the first step of a new job, and records it. Asking twice does no harm: of two attempts
 * with one number the first record stands.
 *
 * @param tenantId undefined for the deliveries of all tenants
 * @throws HttpFault 404 when there is no such tenant or destination, 422 when the filter says nowhere
 *   to begin, 413 when it is too large
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
  // In this order: a job that is on record is carried out.
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
  const holdings = await loadTenant(tenantId);
  if (!holdings) throw new HttpError(404, 'tenant not found');
  const isKnown = holdings.destinations.some(({ id }) => id === destinationId);
  if (destinationId !== undefined && !isKnown) throw new HttpError(404, 'destination not found');
  return holdings;
}
