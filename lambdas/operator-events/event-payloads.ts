/** The fields of a destination in operator events. */
export interface DestinationPayload {
  readonly id: string;
  readonly tenant_id: string;
  readonly incarnation?: string | undefined;
  readonly type: string;
  readonly topics: readonly string[];
  readonly config: Readonly<Record<string, string>>;
  readonly created_at: string;
  readonly disabled_at: string | null;
}

/** The fields of an event in operator events. */
interface EventPayload {
  readonly id: string;
  readonly tenant_id: string;
  readonly topic: string;
  readonly time: string;
  readonly eligible_for_retry: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The fields of an attempt in operator events. */
export interface AttemptPayload {
  readonly id: string;
  readonly tenant_id: string;
  readonly event_id: string;
  readonly destination_id: string;
  readonly destination_type: string;
  readonly attempt_number: number;
  readonly manual: boolean;
  readonly status: 'success' | 'failed';
  readonly time: string;
  readonly code: string;
  readonly response_data: Readonly<Record<string, string | number>>;
}

/** An attempt with its event and destination. */
export interface AttemptContext {
  readonly event: EventPayload;
  readonly attempt: AttemptPayload;
  readonly destination: DestinationPayload;
}

/** The destination without its credentials. The explicit list keeps new fields from leaking. */
export const destinationPayload = (destination: DestinationPayload): DestinationPayload => ({
  id: destination.id,
  tenant_id: destination.tenant_id,
  type: destination.type,
  topics: destination.topics,
  config: destination.config,
  created_at: destination.created_at,
  disabled_at: destination.disabled_at,
});

/** The event without its data, which belongs to the tenant and is available from `GET /events/<id>`. */
export const eventPayload = (event: EventPayload): EventPayload => ({
  id: event.id,
  tenant_id: event.tenant_id,
  topic: event.topic,
  time: event.time,
  eligible_for_retry: event.eligible_for_retry,
  metadata: event.metadata,
});

/** The attempt with the response of the store. */
export const attemptPayload = (attempt: AttemptPayload): AttemptPayload => ({
  id: attempt.id,
  tenant_id: attempt.tenant_id,
  event_id: attempt.event_id,
  destination_id: attempt.destination_id,
  destination_type: attempt.destination_type,
  attempt_number: attempt.attempt_number,
  manual: attempt.manual,
  status: attempt.status,
  time: attempt.time,
  code: attempt.code,
  response_data: attempt.response_data,
});
