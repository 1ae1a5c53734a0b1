import {
  type AttemptContext,
  type AttemptPayload,
  attemptPayload,
  destinationPayload,
  eventPayload,
} from './event-payloads.ts';
import { type OperatorEvent, operatorEvent } from './operator-event.ts';

/** An attempt was made. The destination may no longer exist. */
export function attemptMade({
  event,
  attempt,
  destination,
}: Omit<AttemptContext, 'destination'> & {
  readonly destination: AttemptContext['destination'] | undefined;
}): OperatorEvent {
  const { id, tenant_id, status, time } = attempt;
  const data = {
    tenant_id,
    event: eventPayload(event),
    attempt: attemptPayload(attempt),
    destination: destination && destinationPayload(destination),
  };
  return operatorEvent({ topic: `attempt.${status}`, time, tenant_id, data }, [id]);
}

/** The fields of a parked delivery in operator events. */
interface ParkedPayload {
  readonly tenant_id: string;
  readonly destination_id: string;
  readonly event_id: string;
  readonly event_time: string;
  readonly topic: string;
  readonly incarnation?: string | undefined;
  readonly attempt_number: number;
  readonly reason: string;
  readonly parked_at: string;
}

/** A parked delivery will not be made. The code of `attempt`, its recorded failed attempt, is the reason. */
export function deliveryExpired(parked: ParkedPayload, attempt: AttemptPayload): OperatorEvent {
  const { tenant_id, destination_id, event_id, topic, event_time, attempt_number } = parked;
  const { incarnation } = parked;
  const data = {
    tenant_id,
    event: { id: event_id, tenant_id, topic, time: event_time },
    attempt: attemptPayload(attempt),
    reason: attempt.code,
    parked: { reason: parked.reason, at: parked.parked_at },
  };
  return operatorEvent({ topic: 'delivery.expired', time: attempt.time, tenant_id, data }, [
    event_id,
    destination_id,
    attempt_number,
    ...(incarnation === undefined ? [] : [incarnation]),
  ]);
}

/** The subscriptions of a tenant. */
export interface Subscriptions {
  /** Sorted. Only `*` when a destination subscribes to all topics. */
  readonly topics: readonly string[];
  readonly destinations_count: number;
}

/**
 * The subscriptions of a tenant have changed.
 *
 * @param idParts identifies the change: the destination and its revision
 */
export const subscriptionsUpdated = (
  tenant_id: string,
  { before, after }: { readonly before: Subscriptions; readonly after: Subscriptions },
  time: Date,
  idParts: readonly (string | number)[],
): OperatorEvent =>
  operatorEvent(
    {
      topic: 'tenant.subscription.updated',
      time: time.toISOString(),
      tenant_id,
      data: {
        tenant_id,
        topics: after.topics,
        previous_topics: before.topics,
        destinations_count: after.destinations_count,
        previous_destinations_count: before.destinations_count,
      },
    },
    idParts,
  );
