import { isBatchId } from '../events/batch-id.ts';
import { dataUnavailable } from '../events/large-payload-store.ts';
import { isCurrent } from '../platform/dynamodb/incarnation.ts';
import { ValidationError } from '../platform/errors.ts';
import { HttpError, queryParameterError } from '../platform/http/http-error.ts';
import {
  type HttpRequest,
  type HttpResponse,
  isOwned,
  loadCurrentTenants,
  parseBody,
  parseParams,
  type Route,
  requestOwners,
} from '../platform/http/http-request.ts';
import {
  BY_CREATION,
  pageOf,
  pageRequestOf,
  readsDescending,
} from '../platform/http/pagination.ts';
import type { Query } from '../platform/http/query.ts';
import { rangeOf } from '../platform/http/time-parameters.ts';
import {
  bulkRetryBody,
  cancelBulkRetry,
  getBulkRetry,
  listBulkRetries,
  RetryInput,
  RetryParams,
  retryDelivery,
  startBulkRetry,
} from './retries.operations.ts';
import { type RetryDeps, type RetryOutcome, retry } from './retry.ts';
import { BulkRetryInput, toFilter } from './retry-filter.ts';
import { type RetryJob, RetryStatus } from './retry-job.ts';
import { type StartDeps, startRetry } from './start-retry.ts';

/** `POST /retry`. */
export const retryRoutes = (deps: RetryDeps): Route[] => [
  {
    ...retryDelivery,
    handle: async ({ body, subject }) => {
      const input = parseBody(RetryInput, body);
      const tenant_id = chosenTenant(input.tenant_id, subject);
      return toResponse(await retry(deps, { ...input, tenant_id }), input.event_id);
    },
  },
];

/** @throws HttpError 403 when the tenant is not that of the token */
function chosenTenant(
  tenantId: string | null | undefined,
  subject: string | undefined,
): string | undefined {
  if (subject !== undefined && (tenantId ?? subject) !== subject)
    throw new HttpError(403, 'forbidden: tenant_id must be the tenant of the token');
  return tenantId ?? subject;
}

function toResponse(outcome: RetryOutcome, eventId: string): HttpResponse {
  if (typeof outcome === 'object') throw dataUnavailable(outcome.bucket);
  switch (outcome) {
    case 'queued':
      return { status: 202, body: { success: true } };
    case 'event_not_found':
      throw new HttpError(404, notFound(eventId));
    case 'event_expired':
      throw new HttpError(404, expired(eventId));
    case 'batch_not_found':
      throw new HttpError(404, BATCH_NOT_FOUND);
    case 'destination_not_found':
      throw new HttpError(404, 'destination not found');
    case 'ambiguous':
      throw new ValidationError([
        'tenant_id is required: several tenants have an event and a destination with these ids',
      ]);
    case 'destination_disabled':
      throw new HttpError(400, 'destination is disabled', { error: outcome });
    case 'no_match':
      throw new HttpError(400, 'destination does not match event');
    case 'filter':
      throw new HttpError(400, 'the filter exceeds its step limit: simplify it');
  }
}

/** A batch is found by its attempts. */
const notFound = (eventId: string): string =>
  isBatchId(eventId)
    ? `batch ${eventId} has no attempt at this destination: retry one of its events instead`
    : 'event not found';

const expired = (eventId: string): string =>
  isBatchId(eventId) ? `the events of batch ${eventId} have expired` : 'event not found';

const BATCH_NOT_FOUND =
  'the batch of the event cannot be found, because the event was collected late: list the attempts of the destination after the time of the event, and retry the batch by its id';

export const bulkRetryRoutes = (deps: StartDeps): Route[] => [
  { ...startBulkRetry, handle: (request) => start(deps, request) },
  { ...listBulkRetries, handle: (request) => list(deps, request) },
  { ...getBulkRetry, handle: (request) => get(deps, request) },
  { ...cancelBulkRetry, handle: (request) => cancel(deps, request) },
];

async function start(deps: StartDeps, { body, subject }: HttpRequest): Promise<HttpResponse> {
  const input = parseBody(BulkRetryInput, body);
  const tenantId = chosenTenant(input.tenant_id, subject);
  if (input.destination_id && tenantId === undefined) {
    throw new ValidationError(['tenant_id is required with destination_id']);
  }
  const job = await startRetry(deps, tenantId, toFilter(input));
  const headers = { location: `/api/v1/retries/${job.id}` };
  return { status: 202, body: bulkRetryBody(job), headers };
}

async function list({ jobs }: StartDeps, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const page = pageRequestOf(query, BY_CREATION);
  const statuses = parseStatuses(query);
  const tenants = requestOwners('tenant_id', request);
  const currentTenants = await loadCurrentTenants(tenants, request);
  const rows = await jobs.list(
    tenants.map((id) => currentTenants.get(id) ?? id),
    {
      ...rangeOf(query, page),
      descending: readsDescending(page),
      limit: page.limit,
      wanted: ({ status }) => statuses.length === 0 || statuses.includes(String(status)),
    },
  );
  const { models, pagination } = pageOf(page, BY_CREATION, {
    ...rows,
    rows: await jobs.at(rows.rows),
  });
  return { status: 200, body: { models: models.map(({ job }) => bulkRetryBody(job)), pagination } };
}

const get = async (deps: StartDeps, request: HttpRequest): Promise<HttpResponse> => ({
  status: 200,
  body: bulkRetryBody(await loadJob(deps, request)),
});

async function cancel(deps: StartDeps, request: HttpRequest): Promise<HttpResponse> {
  const job = await loadJob(deps, request);
  await deps.jobs.cancel(job, deps.now());
  const now = await loadJob(deps, request);
  if (now.status !== 'cancelled') throw new HttpError(409, `retry has already ${now.status}`);
  return { status: 200, body: bulkRetryBody(now) };
}

/** @throws HttpError 404 when the job does not exist or belongs to another tenant */
async function loadJob({ jobs }: StartDeps, request: HttpRequest): Promise<RetryJob> {
  const { retry_id } = parseParams(RetryParams, request);
  const job = await jobs.find(retry_id);
  if (!job || !isOwned(job.tenant_id, request)) throw new HttpError(404, 'retry not found');
  const { tenant_id, tenant_incarnation } = job;
  const currentTenants = await loadCurrentTenants(requestOwners('tenant_id', request), request);
  if (tenant_id !== null && !isCurrent(currentTenants, tenant_id, tenant_incarnation))
    throw new HttpError(404, 'retry not found');
  return job;
}

/** @throws HttpError 422 for an unknown status */
function parseStatuses(query: Query): readonly string[] {
  const statuses = query.all('status');
  if (!statuses.every((status) => RetryStatus.safeParse(status).success)) {
    throw queryParameterError('status', `must be one of ${RetryStatus.options.join(', ')}`);
  }
  return statuses;
}
