import { rangeWithin, type TimeBounds } from '../platform/dynamodb/timeline.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type Erasure, stepMessage } from './erasure.ts';
import type { ErasureStore } from './erasure-store.dynamo.ts';

/**
 * Seconds until the first step. The timeline indexes are eventually consistent. The delay lets them
 * include events that were accepted just before the request.
 */
const SETTLING_SECONDS = 2;

/** Dependencies of {@link startErasure}. */
export interface StartDeps {
  readonly erasures: ErasureStore;
  /** Sends to the erasures queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** Returns a new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** Requests the first step of a new erasure, then records the erasure. A duplicate request is harmless. */
export async function startErasure(
  deps: StartDeps,
  tenantId: string,
  time: TimeBounds,
): Promise<Erasure> {
  const erasure = newErasure(`era_${deps.newId()}`, tenantId, time, deps.now());
  // The message is sent first, so that every recorded erasure runs.
  await deps.send([stepMessage(erasure, SETTLING_SECONDS)]);
  await deps.erasures.add(erasure);
  return erasure;
}

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
