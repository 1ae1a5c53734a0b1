import * as z from 'zod';
import { AttemptedBatch } from '../attempts/attempt.ts';

/**
 * Why a delivery is parked: its retry is further away than SQS's maximum delay, its destination rejects
 * everything, its destination is disabled, or the access to its destination is not proven to be safe.
 */
export const ParkedReason = z.enum(['retry', 'blocked', 'disabled', 'verification_pending']);
export type ParkedReason = z.output<typeof ParkedReason>;

/** A delivery that is stored in the events table instead of its queue. Its event is in the event store. */
export const ParkedDelivery = z.object({
  tenant_id: z.string(),
  /** The incarnation of the event's tenant, which distinguishes tenants that had the same id. */
  tenant_incarnation: z.string().optional(),
  destination_id: z.string(),
  /** The incarnation of the destination, which distinguishes destinations that had the same id. */
  incarnation: z.string().optional(),
  destination_type: z.string(),
  event_id: z.string(),
  /** The event's time, by which parked deliveries are sorted and released. */
  event_time: z.string(),
  topic: z.string(),
  /** The number of the attempt to make on release. */
  attempt_number: z.int().min(1),
  manual: z.boolean(),
  /** The destinations that matched the event, if this delivery is the one that counts the event. */
  matched: z.array(z.string()).optional(),
  /** The batch that is delivered, whose id is `event_id`. Absent for an event. */
  batch: AttemptedBatch.optional(),
  reason: ParkedReason,
  parked_at: z.string(),
  /**
   * RFC 3339 in UTC, with milliseconds. For `retry`, the time of the retry. For the other reasons, the
   * time at which the delivery expires if its destination has not recovered.
   */
  due_at: z.string(),
});
export type ParkedDelivery = z.output<typeof ParkedDelivery>;

/** The key of a parked delivery. There is at most one per event and destination. */
export type DeliveryName = Pick<
  ParkedDelivery,
  'tenant_id' | 'tenant_incarnation' | 'destination_id' | 'incarnation' | 'event_id' | 'event_time'
>;
