import type { Attempt } from '../attempts/attempt.ts';
import { parseLogOwner } from '../batches/batch-log.ts';
import { findBatch } from '../batches/find-batch.ts';
import { type ReadBatchDeps, readBatch } from '../batches/read-batch.ts';
import { batchId } from '../events/batch-id.ts';
import {
  type BatchDelivery,
  batchDeliveryMessage,
  type Subject,
} from '../events/delivery-message.ts';
import type { RollupCounters } from '../metrics/rollup-counters.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { ByteGate } from '../platform/byte-gate.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { ThrottleSignal } from '../platform/sqs/batch-throttle.ts';
import { InvalidMessageError } from '../platform/sqs/queue-message.ts';
import { type AttemptBatchDeps, attemptBatch, type BatchAttemptResult } from './attempt-batch.ts';
import { countBatch } from './count-batch.ts';
import { type MakeAttemptDeps, makeAttempt } from './deliver.ts';
import { existingAttempt } from './record-attempt.ts';

/** Dependencies of {@link deliverBatch}. */
export interface DeliverBatchDeps extends MakeAttemptDeps, AttemptBatchDeps, ReadBatchDeps {
  readonly counters: RollupCounters;
  /** Limits the events of batches in memory, by tenant. */
  readonly gate: ByteGate;
  /** Limits the CPU time spent on each tenant's batches. */
  readonly work: WorkLimit;
}

/** A delivery received from the batch delivery queue. */
export interface ReceivedBatch {
  readonly delivery: BatchDelivery;
  /** Whether the message was received before: an earlier run may have been interrupted. */
  readonly isRedelivery: boolean;
}

/**
 * Delivers a batch that is due: closes it, and makes one attempt, as for an event. Queues the delivery of a
 * batch that is not due again. ADR 0034 explains the order of effects.
 *
 * @returns the backpressure signal for other deliveries to the same destination
 * @throws InvalidMessageError when the batch is that of another destination
 * @throws OverWorkLimit before any work is done, when the tenant has exceeded its compute limit
 */
export async function deliverBatch(
  deps: DeliverBatchDeps,
  { delivery, isRedelivery }: ReceivedBatch,
  signal: AbortSignal,
): Promise<ThrottleSignal | undefined> {
  checkOwner(delivery);
  const foundBatch = await findBatch(deps, delivery.batch);
  if (foundBatch.kind === 'early') {
    const again = batchDeliveryMessage({ ...delivery, batch: foundBatch.batch });
    await deps.send([{ ...again, delaySeconds: foundBatch.delaySeconds }]);
    return undefined;
  }
  if (foundBatch.kind === 'absent') {
    count('BatchesAbsent');
    logger.info('batch does not exist; its events are in another batch', {
      batch: delivery.batch,
    });
    return undefined;
  }
  const attempted = {
    ...delivery,
    event: toSubject(delivery, foundBatch.firstSlot.batch.openedAt),
  };
  // A batch that closes before its maximum age is queued twice. The second delivery ends here, before it
  // reads the slots.
  if (!isRedelivery && (await existingAttempt(deps, attempted))) return undefined;
  deps.work.check(delivery.tenant_id);
  const batch = await readBatch(deps, delivery.batch);
  const closed = { ...attempted, batch: { ...batch, events: batch.events.length } };
  let made: BatchAttemptResult | undefined;
  const counters = {
    recorded: (attempt: Attempt) =>
      countBatch(deps.counters, attempt, made?.events ?? [], made?.writtenTopics),
  };
  return makeAttempt(
    { ...deps, counters },
    { delivery: closed, isRedelivery, queue: 'slow' },
    async (destination) => {
      const { tenant_id } = delivery;
      deps.work.check(tenant_id);
      deps.work.charge(tenant_id, stepsOf(batch.bytes));
      return deps.gate.run(tenant_id, batch.bytes, async () => {
        made = await attemptBatch(deps, closed, batch, destination, signal);
        return made;
      });
    },
  );
}

/**
 * Steps to read, encode and compress a byte: 5 MB take a million steps, which are about 0.2 seconds of a
 * core.
 */
const STEPS_PER_BYTE = 0.2;

/** Steps of each batch that are not charged: those of 500 KB. */
const FREE_STEPS = 100_000;

/**
 * Returns the steps to charge for a batch. They depend on its size, not on the elapsed time: compression
 * runs in another thread, and the run reads other batches meanwhile.
 */
const stepsOf = (bytes: number): number => Math.max(0, bytes * STEPS_PER_BYTE - FREE_STEPS);

/** @throws InvalidMessageError for the batch of another destination, whose events this one must not get */
function checkOwner(delivery: BatchDelivery): void {
  const owner = parseLogOwner(delivery.batch.log);
  const isOwner =
    owner.tenant_id === delivery.tenant_id &&
    owner.tenant_incarnation === delivery.tenant_incarnation &&
    owner.destination_id === delivery.destination_id &&
    owner.incarnation === delivery.incarnation;
  if (!isOwner)
    throw new InvalidMessageError('batch.log must belong to the destination of the message');
}

/** Describes a batch in the form of an event, for its attempts. */
const toSubject = (
  { tenant_id, tenant_incarnation, batch }: BatchDelivery,
  openedAt: string,
): Subject => ({
  id: batchId(batch.log, batch.first, openedAt),
  tenant_id,
  tenant_incarnation,
  topic: '',
  time: openedAt,
  metadata: {},
  eligible_for_retry: true,
});
