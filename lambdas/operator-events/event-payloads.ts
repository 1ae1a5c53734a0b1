/** A destination, as far as operators are told of it. */
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

/** An event, as far as operators are told of it. */
interface ToldEvent {
  readonly id: string;
  readonly tenant_id: string;
  readonly topic: string;
  readonly time: string;
  readonly eligible_for_retry: boolean;
  readonly metadata: Readonly<Record<string, string>>;
}

/** An attempt, as far as operators are told of it. */
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

/** An attempt, the event it was to deliver, and where to. */
export interface Trial {
  readonly event: ToldEvent;
  readonly attempt: AttemptPayload;
  readonly destination: DestinationPayload;
}

/** The destination without its credentials. Each field is named: what is added to it stays here. */
export const destinationPayload = (destination: DestinationPayload): DestinationPayload => ({
  id: destination.id,
  tenant_id: destination.tenant_id,
  type: destination.type,
  topics: destination.topics,
  config: destination.config,
  created_at: destination.created_at,
  disabled_at: destination.disabled_at,
});

/** The event without its data, which is the tenant's: `GET /events/<id>` has it. */
export const eventPayload = (event: ToldEvent): ToldEvent => ({
  id: event.id,
  tenant_id: event.tenant_id,
  topic: event.topic,
  time: event.time,
  eligible_for_retry: event.eligible_for_retry,
  metadata: event.metadata,
});

/** The attempt, with what the store answered. */
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
