import { z } from 'zod';
import { RetryFilter } from './retry-filter.ts';

/** What the partition keys of jobs begin with. */
export const RETRIES = 'RETRY#';

/** Where a job stands. */
export const RetryStatus = z.enum(['queued', 'running', 'completed', 'cancelled', 'failed']);
export type RetryStatus = z.output<typeof RetryStatus>;

/** Why a failed delivery that is asked for is not tried again. */
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

/** What a job has skipped before its first step. */
export const NONE_SKIPPED: Readonly<Record<SkipReason, number>> = {
  delivered: 0,
  destination_deleted: 0,
  destination_disabled: 0,
  no_match: 0,
  filter: 0,
  event_expired: 0,
  data_unavailable: 0,
};

/** A delivery that is tried again, and with which number. */
export const PlannedDelivery = z.object({
  tenant_id: z.string(),
  tenant_incarnation: z.string().optional(),
  event_id: z.string(),
  destination_id: z.string(),
  incarnation: z.string().optional(),
  attempt_number: z.int().min(2),
});
export type PlannedDelivery = z.output<typeof PlannedDelivery>;

/** A job that tries failed deliveries again, as stored. */
export const RetryJob = z.object({
  id: z.string(),
  /** Null when the deliveries are all tenants'. */
  tenant_id: z.string().nullable(),
  /** Which of the tenants that its id has had. */
  tenant_incarnation: z.string().optional(),
  status: RetryStatus,
  filter: RetryFilter,
  /** What is left of the timeline: positions strictly between these. */
  after: z.string(),
  before: z.string(),
  /** Whether there may be any. */
  more: z.boolean(),
  /** Steps taken. */
  step: z.int().min(0),
  /** Which run has taken the last one. */
  run: z.string(),
  /** What the last one has queued, or is about to. */
  plan: z.array(PlannedDelivery),
  /** Attempts looked at. */
  scanned: z.int().min(0),
  /** Deliveries tried again. */
  queued: z.int().min(0),
  /** By reason; jobs of earlier versions do not have all. */
  skipped: z
    .partialRecord(SkipReason, z.int().min(0))
    .transform((skipped) => ({ ...NONE_SKIPPED, ...skipped })),
  created_at: z.string(),
  updated_at: z.string(),
  /** When it came to its end, however; null until then. */
  completed_at: z.string().nullable(),
});
export type RetryJob = z.output<typeof RetryJob>;
