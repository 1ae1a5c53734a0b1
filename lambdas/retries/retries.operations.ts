import * as z from 'zod';
import { DATA_UNAVAILABLE } from '../events/events.operations.ts';
import { errorDoc, type Operation, SuccessBody } from '../platform/http/operation.ts';
import {
  BY_CREATION,
  pageBody,
  pageParameters,
  pageResponses,
} from '../platform/http/pagination.ts';
import { listParameter, ownerParameter } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { BulkRetryInput, RetryFilter } from './retry-filter.ts';
import { RETRY_LIMITS, type RetryJob, RetryStatus, SkipReason } from './retry-job.ts';

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
const BulkRetryPage = pageBody(BulkRetryBody).meta({ id: 'BulkRetryPage' });

/** Converts a bulk retry job to its API representation. */
export function bulkRetryBody(job: RetryJob): BulkRetryBody {
  const { id, status, tenant_id, filter, created_at, updated_at, completed_at } = job;
  const progress = toProgress(job);
  return { id, status, tenant_id, filter, progress, created_at, updated_at, completed_at };
}

function toProgress({ scanned, queued, skipped: skipped_by_reason }: RetryJob) {
  const skipped = Object.values(skipped_by_reason).reduce((sum, each) => sum + each, 0);
  return { scanned, matched: queued + skipped, queued, skipped, skipped_by_reason };
}

/**
 * At most 128 characters. DynamoDB rejects partition keys over 2,048 bytes (Developer Guide, Constraints).
 */
const Id = z
  .string()
  .min(1, 'is required')
  .max(128, 'must have at most 128 characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

/** The request body of a retry. */
export const RetryInput = z
  .object({
    event_id: Id.meta({ example: 'evt_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' }),
    destination_id: Id.meta({ example: 'des_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' }),
    tenant_id: Id.nullish().meta({
      description:
        'The tenant. Required only if several tenants have an event and a destination with these ids. Default: the tenant that has them, or with a tenant token that tenant.',
      example: 'acme',
    }),
  })
  .meta({ id: 'RetryInput' });

export const retryDelivery: Operation = {
  method: 'POST',
  path: '/api/v1/retry',
  access: 'retry',
  doc: {
    operationId: 'retryDelivery',
    tag: 'Retries',
    summary: 'Retry a delivery',
    description:
      'Makes one more attempt without delay, regardless of earlier results. If it fails, the remaining automatic retries follow. An event in a batch is delivered again with its batch. A batch without an attempt is attempted when it is due, even if its destination is blocked; an event that is not in a batch yet is queued for its batch again, and delivered with it.',
    body: RetryInput,
    responses: {
      202: { description: 'The attempt is queued.', schema: SuccessBody },
      400: errorDoc(
        'The body is not JSON, the destination is disabled (`data.error` is `destination_disabled`), it does not match the event, or its filter exceeds its step limit.',
      ),
      403: errorDoc(
        'The token does not have the scope, or `tenant_id` is not the tenant of the token.',
      ),
      404: errorDoc(
        'The event or destination does not exist, or the event or all events of the batch have expired. A batch without an attempt is not found by its id: retry one of its events. If the batch of an event that was collected late is not found, retry the batch by its id.',
      ),
      409: DATA_UNAVAILABLE,
    },
  },
};

const path = '/api/v1/retries';
const tag = 'Retries';

/** The path parameters of a job. */
export const RetryParams = z.object({
  retry_id: z.string().meta({ description: 'The id of a bulk retry.' }),
});

/** With `tenant_id`, a bulk retry of all tenants is not found. */
const RetryOwner = z.object({
  tenant_id: ownerParameter('Returns 404 unless it belongs to one of these tenants.'),
});

const notFound = errorDoc('The bulk retry does not exist, or belongs to another tenant.');

export const startBulkRetry: Operation = {
  method: 'POST',
  path,
  access: 'retry',
  doc: {
    operationId: 'startBulkRetry',
    tag,
    summary: 'Retry failed deliveries in bulk',
    description: `Retries every delivery whose last attempt failed and matches the request: its tenant, destination, topic, event, code and time. Each delivery gets one attempt, without delay, as with \`POST /retry\`, if its destination is enabled and still matches the event. While the destination is blocked, the delivery is parked, and released when the destination recovers. A delivery whose last attempt was made outside the requested time is not included.

Returns the job, whose \`progress\` you can poll. The job queues at most ${RETRY_LIMITS.deliveries} deliveries per second. Repeating the request is safe: no attempt is made twice.`,
    body: BulkRetryInput,
    responses: {
      202: { description: 'The new job. It starts soon.', schema: BulkRetryBody },
      403: errorDoc(
        'The token does not belong to the tenant in `tenant_id`, or does not have the scope.',
      ),
      404: errorDoc('The tenant or destination does not exist.'),
      413: errorDoc('The request is larger than 32,768 bytes: list fewer events.'),
    },
  },
};

export const listBulkRetries: Operation = {
  method: 'GET',
  path,
  access: 'read',
  doc: {
    operationId: 'listBulkRetries',
    tag,
    summary: 'List bulk retries',
    description: 'With a tenant token, only bulk retries of that tenant.',
    query: z.object({
      tenant_id: ownerParameter('Filter by tenant ID.'),
      status: listParameter(RetryStatus, 'Filter by status.'),
      ...timeParameters,
      ...pageParameters(BY_CREATION),
    }),
    responses: {
      200: { description: 'A page of bulk retries.', schema: BulkRetryPage },
      ...pageResponses,
    },
  },
};

export const getBulkRetry: Operation = {
  method: 'GET',
  path: `${path}/{retry_id}`,
  access: 'read',
  doc: {
    operationId: 'getBulkRetry',
    tag,
    summary: 'Get a bulk retry',
    params: RetryParams,
    query: RetryOwner,
    responses: {
      200: { description: 'The job and its progress.', schema: BulkRetryBody },
      404: notFound,
    },
  },
};

export const cancelBulkRetry: Operation = {
  method: 'POST',
  path: `${path}/{retry_id}/cancel`,
  access: 'retry',
  doc: {
    operationId: 'cancelBulkRetry',
    tag,
    summary: 'Cancel a bulk retry',
    description: 'Deliveries that are already queued are made; no more are queued.',
    params: RetryParams,
    query: RetryOwner,
    responses: {
      200: {
        description: 'The job is cancelled, by this request or an earlier one.',
        schema: BulkRetryBody,
      },
      404: notFound,
      409: errorDoc('The job has already ended with another status.'),
    },
  },
};
