import * as z from 'zod';
import { TimeBounds } from '../platform/dynamodb/timeline.ts';
import { readMessage } from '../platform/sqs/queue-message.ts';

/** Partition key prefix of erasures. */
export const ERASURES = 'ERASURE#';

export const ErasureStatus = z.enum(['queued', 'running', 'completed', 'failed']);

/**
 * The phases of an erasure, in order: the tenant's events with their attempts, their references in batches,
 * parked deliveries of those events, orphaned attempts whose event no longer exists, and rollups.
 */
const Phase = z.enum(['events', 'batches', 'parked', 'attempts', 'rollups']);
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
  phase: Phase,
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

/** The message in the erasures queue: a request to run one step of an erasure. */
const StepMessage = z.object({
  erasure_id: z.string(),
  tenant_id: z.string(),
  /** Number of completed steps. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/**
 * Builds the message that requests the next step of an erasure. The tenant is the message group, so that
 * many erasures for one tenant do not delay those for others.
 */
export const stepMessage = ({ id, tenant_id, step }: Erasure, delaySeconds: number) => {
  const message: StepMessage = { erasure_id: id, tenant_id, step };
  return { body: JSON.stringify(message), group: tenant_id, delaySeconds };
};

/** @throws InvalidMessageError that names every invalid field */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
