import * as z from 'zod';
import { BatchRef } from '../events/delivery-message.ts';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { RetryFilter } from './retry-filter.ts';

/** Partition key prefix of jobs. */
export const RETRIES = 'RETRY#';

export const RetryStatus = z.enum(['queued', 'running', 'completed', 'cancelled', 'failed']);
export type RetryStatus = z.output<typeof RetryStatus>;

/** Why a failed delivery that matches the filter is not retried. */
export const SkipReason = z.enum([
  'delivered',
  'destination_deleted',
  'destination_disabled',
  'no_match',
  'filter',
  'event_expired',
  'data_unavailable',
]);
export type SkipReason = z.output<typeof SkipReason>;

/** The skip counts of a new job. */
export const NONE_SKIPPED: Readonly<Record<SkipReason, number>> = {
  delivered: 0,
  destination_deleted: 0,
  destination_disabled: 0,
  no_match: 0,
  filter: 0,
  event_expired: 0,
  data_unavailable: 0,
};

/** A delivery to retry, and the number of the new attempt. */
export const PlannedDelivery = z.object({
  tenant_id: z.string(),
  tenant_incarnation: z.string().optional(),
  event_id: z.string(),
  destination_id: z.string(),
  incarnation: z.string().optional(),
  attempt_number: z.int().min(2),
  /** The batch to deliver, whose id is `event_id`. Absent for an event. */
  batch: BatchRef.optional(),
});
export type PlannedDelivery = z.output<typeof PlannedDelivery>;

/** A bulk retry job, as stored. */
export const RetryJob = z.object({
  id: z.string(),
  /** Null when the job covers all tenants. */
  tenant_id: z.string().nullable(),
  /** The incarnation of the tenant, which distinguishes tenants that had the same id. */
  tenant_incarnation: z.string().optional(),
  status: RetryStatus,
  filter: RetryFilter,
  /** The remaining part of the timeline: positions strictly between these. */
  after: z.string(),
  before: z.string(),
  /** Whether attempts may remain there. */
  more: z.boolean(),
  /** Number of completed steps. */
  step: z.int().min(0),
  /** The id of the run that completed the last step. */
  run: z.string(),
  /** The deliveries that the last step queues. */
  plan: z.array(PlannedDelivery),
  /** Number of attempts read. */
  scanned: z.int().min(0),
  /** Number of deliveries queued for retry. */
  queued: z.int().min(0),
  /** Number of skipped deliveries by reason. Jobs of earlier versions lack some reasons. */
  skipped: z
    .partialRecord(SkipReason, z.int().min(0))
    .transform((skipped) => ({ ...NONE_SKIPPED, ...skipped })),
  created_at: z.string(),
  updated_at: z.string(),
  /** When the job ended, with any status. Null until then. */
  completed_at: z.string().nullable(),
});
export type RetryJob = z.output<typeof RetryJob>;

/**
 * The maximum rate of a job: the number of deliveries it queues in a step, and the number of seconds it
 * waits before the next step. The rate is far below the S3 limit of 3,500 writes per second and prefix
 * (AmazonS3/latest/userguide/optimizing-performance), and leaves deliverer capacity to live traffic.
 */
export const RETRY_LIMITS = { deliveries: 100, seconds: 1 } as const;

/** The message in the retries queue: a request to run one step of a job. */
const StepMessage = z.object({
  retry_id: z.string(),
  /** Number of completed steps. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/**
 * Builds the message that requests the next step of a job. The tenant is the message group, so that a
 * tenant with many jobs does not delay those of others.
 */
export const stepMessage = ({ id, tenant_id, step }: RetryJob, delaySeconds: number) => {
  const message: StepMessage = { retry_id: id, step };
  return { body: JSON.stringify(message), group: tenant_id ?? id, delaySeconds };
};

/** @throws InvalidMessageError that names every invalid field */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
