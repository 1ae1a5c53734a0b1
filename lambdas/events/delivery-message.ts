import * as z from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { type Event, StoredEvent } from './event.ts';
import { countingDestination, type MatchRecord } from './recorded-event.ts';

/** Identifies a batch: the slot that opened it, in its log. */
export const BatchRef = z.object({
  /** The partition key of the log. */
  log: z.string(),
  first: z.int('must be a whole number').min(0, 'must be 0 or more'),
  /** The slot that closed it, if the sender knows it. */
  last: z.int('must be a whole number').min(0, 'must be 0 or more').optional(),
  /** When a delivery first found that the batch does not exist, RFC 3339 in UTC. */
  absent_since: z.iso.datetime('must be an RFC 3339 time in UTC').optional(),
});
export type BatchRef = z.output<typeof BatchRef>;

/** The facts of a closed batch that its attempts and its parked delivery record. */
export interface BatchFacts {
  readonly log: string;
  readonly first: number;
  readonly last: number;
  readonly partition: string;
  /** Why it was closed. */
  readonly cut: 'count' | 'bytes' | 'age';
  /** Its events, without those of earlier batches. */
  readonly events: number;
  /** The size of its events as JSON. */
  readonly bytes: number;
}

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
  event: StoredEvent,
  /** All destinations of the event. Set only on the delivery by which the event is counted. */
  matched: z.array(z.string()).optional(),
  /**
   * Whether the destination's filter exceeded its step budget. The event is then not delivered, and
   * the attempt is recorded as failed.
   *
   * @default false
   */
  undecided: z.boolean().optional(),
  /** The same for the destination's partition. @default false */
  unplaced: z.boolean().optional(),
  /** Whether the delivery was parked before, so that it may since have expired. @default false */
  released: z.boolean().optional(),
});
export type Delivery = z.output<typeof Delivery>;

/** The delivery of a batch: a message in the batch delivery queue. */
export const BatchDelivery = z.object({
  ...Delivery.pick({
    destination_id: true,
    incarnation: true,
    attempt_number: true,
    manual: true,
    even_blocked: true,
    released: true,
  }).shape,
  tenant_id: z.string(),
  tenant_incarnation: z.string().optional(),
  batch: BatchRef,
});
export type BatchDelivery = z.output<typeof BatchDelivery>;

/** The subject of a delivery, an event or a batch, as attempts, retries and operator events refer to it. */
export type Subject = Omit<Event, 'data'>;

/** A delivery of a batch, whose facts stand in place of those of an event. */
export interface DeliveryOfBatch extends Omit<Delivery, 'event'> {
  readonly event: Subject;
  readonly batch: BatchFacts;
}

/** The delivery of an event or of a batch. */
export type AnyDelivery = Delivery | DeliveryOfBatch;

/** Returns the key of the destination of a delivery. */
export const deliveryDestination = ({ event, destination_id, incarnation }: AnyDelivery) => ({
  tenant_id: event.tenant_id,
  id: destination_id,
  incarnation,
});

/**
 * Returns the `matched` field of the delivery to `destinationId`. Only the delivery to one of the event's
 * destinations has it, so the first attempt at that delivery counts the event once.
 */
export const matchOfDestination = (
  destinationId: string,
  recorded: MatchRecord,
): Pick<Delivery, 'matched'> =>
  countingDestination(recorded) === destinationId ? { matched: [...recorded.destination_ids] } : {};

/** Builds the queue message. The message group keeps a busy destination from starving others. */
export const deliveryMessage = (delivery: AnyDelivery): { body: string; group: string } =>
  'batch' in delivery
    ? batchDeliveryMessage(withoutFacts(delivery))
    : {
        body: JSON.stringify(delivery),
        group: `${delivery.event.tenant_id}#${delivery.destination_id}`,
      };

/** The facts of a batch are in its slots. */
const withoutFacts = ({
  event: { tenant_id, tenant_incarnation },
  batch: { log, first, last },
  ...delivery
}: DeliveryOfBatch): BatchDelivery => ({
  ...delivery,
  tenant_id,
  tenant_incarnation,
  batch: { log, first, last },
});

/** Builds the message of the batch delivery queue. */
export const batchDeliveryMessage = (delivery: BatchDelivery): { body: string; group: string } => ({
  body: JSON.stringify(delivery),
  group: `${delivery.tenant_id}#${delivery.destination_id}`,
});

/** @throws InvalidMessageError naming the validation errors */
export const readBatchDelivery = (body: string): BatchDelivery => readMessage(BatchDelivery, body);

/** @throws InvalidMessageError naming the validation errors */
export const readDelivery = (body: string): Delivery => readMessage(Delivery, body);
