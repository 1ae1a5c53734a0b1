import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { KeptEvent } from './event.ts';

/** One event on its way to one destination: the message in the delivery queue. */
export const Delivery = z.object({
  destination_id: z.string(),
  /** Which of the destinations is meant that its id has had: no other gets the event. */
  incarnation: z.string().optional(),
  /** Which attempt this is, from 1. */
  attempt_number: z.int('must be a whole number').min(1, 'must be 1 or more'),
  /** Whether a person asked for this attempt. */
  manual: z.boolean(),
  /**
   * Whether it is tried even at a blocked destination, and not parked: who asks for this one alone
   * wants to know.
   *
   * @default false
   */
  even_blocked: z.boolean().optional(),
  event: KeptEvent,
  /** On the delivery that stands for the event where events are counted: all its destinations. */
  matched: z.array(z.string()).optional(),
  /**
   * Whether its destination's filter took too long to tell whether it wants the event: then it does
   * not get it, which is on record.
   *
   * @default false
   */
  undecided: z.boolean().optional(),
  /** Whether it was parked before: then it may have been given up meanwhile. @default false */
  released: z.boolean().optional(),
});
export type Delivery = z.output<typeof Delivery>;

/** The destination that a delivery is for. */
export const destinationOf = ({ event, destination_id, incarnation }: Delivery) => ({
  tenant_id: event.tenant_id,
  id: destination_id,
  incarnation,
});

/**
 * What the delivery to `destinationId` says of all the event's destinations: nothing, unless it is
 * the first of them. So an event is counted once, with the first attempt at its first delivery.
 */
export const matchedOn = (
  destinationId: string,
  destinationIds: readonly string[],
): Pick<Delivery, 'matched'> =>
  destinationIds[0] === destinationId ? { matched: [...destinationIds] } : {};

/** A delivery as text; the group keeps a noisy destination from starving the quiet ones. */
export const deliveryMessage = (delivery: Delivery): { body: string; group: string } => ({
  body: JSON.stringify(delivery),
  group: `${delivery.event.tenant_id}#${delivery.destination_id}`,
});

/** @throws UnreadableMessage naming what is wrong */
export const readDelivery = (body: string): Delivery => readMessage(Delivery, body);
