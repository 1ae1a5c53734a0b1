import { rangeWithin, type TimeBounds } from '../platform/dynamodb/timeline.ts';
import { startJob } from '../platform/jobs/job.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type Erasure, stepMessage } from './erasure.ts';
import type { ErasureStore } from './erasure-store.dynamo.ts';

/** Dependencies of {@link startErasure}. */
export interface StartDeps {
  readonly erasures: ErasureStore;
  /** Sends to the erasures queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** Returns a new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** Starts a new erasure. A duplicate request is harmless. */
export const startErasure = (
  { erasures, send, now, newId }: StartDeps,
  tenantId: string,
  time: TimeBounds,
): Promise<Erasure> =>
  startJob(newErasure(`era_${newId()}`, tenantId, time, now()), erasures, send, stepMessage);

function newErasure(id: string, tenant_id: string, time: TimeBounds, now: Date): Erasure {
  const range = rangeWithin(time);
  const created_at = now.toISOString();
  return {
    id,
    tenant_id,
    status: 'queued',
    time,
    ...range,
    phase: 'events',
    reached: range.after,
    step: 0,
    run: '',
    deleted_events: 0,
    deleted_attempts: 0,
    created_at,
    updated_at: created_at,
    completed_at: null,
  };
}
