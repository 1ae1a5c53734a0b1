import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Erasure, TimeBounds } from './erasure.ts';
import type { ErasureStore } from './erasure-store.dynamo.ts';
import { stepMessage } from './step-message.ts';
import { rangeIn } from './time-bounds.ts';

/**
 * Seconds until the first step. The timelines know of an event some moments after it is recorded:
 * those accepted just before an erasure was asked for are to be found.
 */
const SETTLING_SECONDS = 2;

/** What asking for an erasure needs. */
export interface StartDeps {
  readonly erasures: ErasureStore;
  /** Sends to the erasures queue. */
  readonly send: Send;
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** Asks for the first step of a new erasure, and records it. Asking twice does no harm. */
export async function startErasure(
  deps: StartDeps,
  tenantId: string,
  time: TimeBounds,
): Promise<Erasure> {
  const erasure = newErasure(`era_${deps.newId()}`, tenantId, time, deps.now());
  // In this order: an erasure that is on record is carried out.
  await deps.send([stepMessage(erasure, SETTLING_SECONDS)]);
  await deps.erasures.add(erasure);
  return erasure;
}

function newErasure(id: string, tenant_id: string, time: TimeBounds, now: Date): Erasure {
  const range = rangeIn(time);
  const created_at = now.toISOString();
  return {
    id,
    tenant_id,
    status: 'queued',
    time,
    ...range,
    walk: 'events',
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
