import { z } from 'zod';
import { errorDoc } from '../platform/http/error-body.ts';
import type { Operation } from '../platform/http/operation.ts';
import { pageAnswers, pageParameters } from '../platform/http/page-parameters.ts';
import type { Limits } from '../platform/http/pagination.ts';
import { listParameter, ownerParameter } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { BulkRetryBody, BulkRetryPage } from './bulk-retry-body.ts';
import { RETRY_LIMITS } from './limits.ts';
import { BulkRetryInput } from './retry-filter.ts';
import { RetryStatus } from './retry-job.ts';

/** Page sizes, the same as for tenants. */
export const LIMITS = { usual: 20, most: 100 } as const satisfies Limits;

/** The list is sorted by creation time. */
export const ORDER_BY = 'created_at';

const path = '/api/v1/retries';
const tag = 'Retries';

/** The path parameters of a job. */
export const RetryParams = z.object({
  retry_id: z.string().meta({ description: 'The id of a bulk retry.' }),
});

/** With `tenant_id`, a bulk retry of all tenants is not found. */
const RetryOwner = z.object({ tenant_id: ownerParameter('Only if it is of these tenants.') });

const notFound = errorDoc('There is no such bulk retry, or it is another tenant’s.');

/** Starts a bulk retry. */
export const startBulkRetry: Operation = {
  method: 'POST',
  path,
  doc: {
    operationId: 'startBulkRetry',
    tag,
    summary: 'Retry failed deliveries in bulk',
    description: `Tries again every delivery whose last attempt has failed, if that attempt is what is asked for: of the tenant and destination, of a topic, of an event, with a code, and made within the time. Each is tried once, at once, as with \`POST /retry\`, when its destination is enabled and wants the event still; while it is blocked, the delivery is parked and made when it is open again. A delivery that has been tried again since the time asked for is not among them.

The answer is the job that does it; look at its \`progress\`. It queues at most ${RETRY_LIMITS.deliveries} deliveries a second. Asking twice does no harm: no attempt is made twice.`,
    body: BulkRetryInput,
    answers: {
      202: { description: 'The job, which is about to begin.', schema: BulkRetryBody },
      403: errorDoc('The token is not of the tenant in `tenant_id`.'),
      404: errorDoc('There is no such tenant or destination.'),
      413: errorDoc('The job comes to more than 32,768 bytes: name fewer events.'),
    },
  },
};

/** Lists bulk retries. */
export const listBulkRetries: Operation = {
  method: 'GET',
  path,
  doc: {
    operationId: 'listBulkRetries',
    tag,
    summary: 'List bulk retries',
    description: 'With a tenant’s token, the list holds those of that tenant alone.',
    query: z.object({
      tenant_id: ownerParameter('Only those of these tenants.'),
      status: listParameter(RetryStatus, 'Only those that stand there.'),
      ...timeParameters,
      ...pageParameters(ORDER_BY, LIMITS),
    }),
    answers: {
      200: { description: 'A page of bulk retries.', schema: BulkRetryPage },
      ...pageAnswers,
    },
  },
};

/** Returns a bulk retry. */
export const getBulkRetry: Operation = {
  method: 'GET',
  path: `${path}/{retry_id}`,
  doc: {
    operationId: 'getBulkRetry',
    tag,
    summary: 'Get a bulk retry',
    params: RetryParams,
    query: RetryOwner,
    answers: {
      200: { description: 'The job and its progress.', schema: BulkRetryBody },
      404: notFound,
    },
  },
};

/** Cancels a bulk retry. */
export const cancelBulkRetry: Operation = {
  method: 'POST',
  path: `${path}/{retry_id}/cancel`,
  doc: {
    operationId: 'cancelBulkRetry',
    tag,
    summary: 'Cancel a bulk retry',
    description: 'What has been queued is delivered; no more is queued.',
    params: RetryParams,
    query: RetryOwner,
    answers: {
      200: { description: 'It is cancelled, now or before.', schema: BulkRetryBody },
      404: notFound,
      409: errorDoc('It has come to another end before.'),
    },
  },
};
