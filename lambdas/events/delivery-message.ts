import * as z from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { KeptEvent } from './event.ts';

/** The delivery of one event to one destination: a message in the delivery queue. */
export const Delivery = z.object({
  destination_id: z.string(),
  /** The incarnation of the destination. No other incarnation with the same id gets the event. */
  incarnation: z.string().optional(),
  /** The attempt number, from 1. */
  attempt_number: z.int('must be a whole number').min(1, 'must be 1 or more'),
  /** Whether the attempt was requested manually. */
  manual: z.boolean(),
  /**
   * Whether to attempt the delivery at a blocked destination instead of parking it. Set for a
   * manual retry of a single delivery, whose requester expects a result.
   *
   * @default false
   */
  even_blocked: z.boolean().optional(),
  event: KeptEvent,
  /** All destinations of the event. Set only on the delivery by which the event is counted. */
  matched: z.array(z.string()).optional(),
  /**
   * Whether the destination's filter exceeded its step budget. The event is then not delivered, and
   * the attempt is recorded as failed.
   *
   * @default false
   */
  undecided: z.boolean().optional(),
  /** Whether the delivery was parked before, so that it may since have expired. @default false */
  released: z.boolean().optional(),
});
export type Delivery = z.output<typeof Delivery>;

/** Returns the key of the destination of a delivery. */
export const destinationOf = ({ event, destination_id, incarnation }: Delivery) => ({
  tenant_id: event.tenant_id,
  id: destination_id,
  incarnation,
});

/**
 * Returns the `matched` field of the delivery to `destinationId`. Only the delivery to the event's
 * first destination has it, so the first attempt at that delivery counts the event once.
 */
export const matchedOn = (
  destinationId: string,
  destinationIds: readonly string[],
): Pick<Delivery, 'matched'> =>
  destinationIds[0] === destinationId ? { matched: [...destinationIds] } : {};

/** Builds the queue message. The message group keeps a busy destination from starving others. */
export const deliveryMessage = (delivery: Delivery): { body: string; group: string } => ({
  body: JSON.stringify(delivery),
  group: `${delivery.event.tenant_id}#${delivery.destination_id}`,
});

/** @throws InvalidMessageError naming the validation errors */
export const readDelivery = (body: string): Delivery => readMessage(Delivery, body);
