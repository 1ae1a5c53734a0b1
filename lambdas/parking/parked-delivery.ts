import { z } from 'zod';

/**
 * Why a delivery waits: for a retry that is more than SQS's longest delay away, for a destination
 * that cannot be written to, or for one that its tenant has disabled.
 */
export const ParkedReason = z.enum(['retry', 'blocked', 'disabled']);
export type ParkedReason = z.output<typeof ParkedReason>;

/** A delivery that waits in the table, not in its queue. Its event is in the event log. */
export const ParkedDelivery = z.object({
  tenant_id: z.string(),
  /** Which of the tenants its event is of that its tenant's id has had. */
  tenant_incarnation: z.string().optional(),
  destination_id: z.string(),
  /** Which of the destinations it waits for that its destination's id has had. */
  incarnation: z.string().optional(),
  destination_type: z.string(),
  event_id: z.string(),
  /** The event's own time, by which what is parked is released in order. */
  event_time: z.string(),
  topic: z.string(),
  /** The attempt that is made when it is released. */
  attempt_number: z.int().min(1),
  manual: z.boolean(),
  /** The destinations that wanted the event, if this delivery is the one to count it by. */
  matched: z.array(z.string()).optional(),
  reason: ParkedReason,
  parked_at: z.string(),
  /**
   * RFC 3339 in UTC, to the millisecond: when the retry is made; for the other reasons, when the
   * delivery is given up if its destination has not come back by then.
   */
  due_at: z.string(),
});
export type ParkedDelivery = z.output<typeof ParkedDelivery>;

/** What parked deliveries are called by: there is one at most of an event for a destination. */
export type DeliveryName = Pick<
  ParkedDelivery,
  'tenant_id' | 'tenant_incarnation' | 'destination_id' | 'incarnation' | 'event_id' | 'event_time'
>;
