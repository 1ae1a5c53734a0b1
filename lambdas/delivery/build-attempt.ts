import type { Attempt } from '../attempts/attempt.ts';
import type { DeliveryResult } from '../destination-types/delivery-result.ts';
import type { Destination } from '../destinations/destination.ts';
import type { Delivery } from '../events/delivery-message.ts';

/** Builds the record of one delivery attempt. */
export const buildAttempt = (
  { event, destination_id, incarnation, attempt_number, manual }: Delivery,
  destination: Destination | undefined,
  result: DeliveryResult,
  id: string,
  now: Date,
): Attempt => ({
  id,
  tenant_id: event.tenant_id,
  tenant_incarnation: event.tenant_incarnation,
  event_id: event.id,
  destination_id,
  incarnation,
  destination_type: destination?.type ?? '',
  topic: event.topic,
  time: now.toISOString(),
  attempt_number,
  manual,
  ...(result.latency_ms !== undefined && { latency_ms: result.latency_ms }),
  ...outcomeOf(result),
});

interface Failure {
  readonly message: string;
  readonly retry_after?: number;
}

type Outcome = Pick<Attempt, 'status' | 'code' | 'retryable' | 'response_data'>;

function outcomeOf(result: DeliveryResult): Outcome {
  const { code } = result;
  switch (result.kind) {
    case 'delivered':
      return { status: 'success', code, retryable: false, response_data: result.response };
    case 'retry':
      return { status: 'failed', code, retryable: true, response_data: failureOf(result) };
    case 'rejected':
      return { status: 'failed', code, retryable: false, response_data: failureOf(result) };
  }
}

const failureOf = ({ message, retry_after }: Failure): Attempt['response_data'] => ({
  error: message,
  ...(retry_after !== undefined && { retry_after }),
});
