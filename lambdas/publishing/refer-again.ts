import { referralBatching } from '../batches/referral.ts';
import type { Destination } from '../destinations/destination.ts';
import { type RecordedEvent, toStoredEvent } from '../events/recorded-event.ts';
import { Batcher } from '../platform/batcher.ts';
import type { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import type { SendBatch } from '../platform/sqs/queue.sqs.ts';
import { checkPlacingWork, createReferrals, recordedPlacements } from './batch-placements.ts';

/** Dependencies of {@link referAgain}. */
export interface ReferDeps {
  /** Sends a batch of messages to the batch queue. */
  readonly sendReferrals: SendBatch;
  readonly work: WorkLimit;
}

/**
 * Queues the reference to a recorded event again, for a destination that collects it in batches. If the
 * event is in a batch already, a later batch leaves it out.
 *
 * @throws OverWorkLimit when the tenant has exceeded its compute limit
 */
export async function referAgain(
  { sendReferrals, work }: ReferDeps,
  recorded: RecordedEvent,
  destination: Destination,
): Promise<void> {
  checkPlacingWork(recorded.tenant_id, [destination], work);
  const placements = await recordedPlacements(recorded, [destination], work);
  const event = toStoredEvent(recorded);
  const accepted = { event, acceptedAt: recorded.accepted_at, matched: recorded };
  const referrer = new Batcher(referralBatching(sendReferrals));
  await referrer.send(createReferrals(accepted, placements, [destination.id]));
}
