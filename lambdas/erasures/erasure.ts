import { z } from 'zod';
import { TimeBounds } from '../platform/dynamodb/timeline.ts';

/** Partition key prefix of erasures. */
export const ERASURES = 'ERASURE#';

/** The status of an erasure. */
export const ErasureStatus = z.enum(['queued', 'running', 'completed', 'failed']);

/**
 * The phases of an erasure, in order: the tenant's events with their attempts, parked deliveries of
 * those events, orphaned attempts whose event no longer exists, and rollups.
 */
const Phase = z.enum(['events', 'parked', 'attempts', 'rollups']);
export type Phase = z.output<typeof Phase>;

/** The deletion of a tenant's events and attempts from the event store, as stored. */
export const Erasure = z.object({
  id: z.string(),
  tenant_id: z.string(),
  status: ErasureStatus,
  /** The requested bounds of the event time. */
  time: TimeBounds,
  /** The selected events: positions strictly between these. */
  after: z.string(),
  before: z.string(),
  /** The current phase, and the position it has reached. */
  walk: Phase,
  reached: z.string(),
  /** Number of completed steps. */
  step: z.int().min(0),
  /** The id of the run that completed the last step. */
  run: z.string(),
  deleted_events: z.int().min(0),
  deleted_attempts: z.int().min(0),
  /** Events accepted later are not deleted. */
  created_at: z.string(),
  updated_at: z.string(),
  /** When the erasure ended, with any status. Null until then. */
  completed_at: z.string().nullable(),
});
export type Erasure = z.output<typeof Erasure>;
