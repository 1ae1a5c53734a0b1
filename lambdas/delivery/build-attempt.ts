import type { Attempt } from '../attempts/attempt.ts';
import type { DeliveryResult } from '../destination-types/delivery-result.ts';
import type { Destination } from '../destinations/destination.ts';
import type { Delivery } from '../events/delivery-message.ts';

/** The record of one try at a delivery. */
export const buildAttempt = (
  { event, destination_id, incarnation, attempt_number, manual }: Delivery,
  destination: Destination | undefined,
  verdict: DeliveryResult,
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
  ...(verdict.latency_ms !== undefined && { latency_ms: verdict.latency_ms }),
  ...outcomeOf(verdict),
});

interface Failure {
  readonly message: string;
  readonly retry_after?: number;
}

type Outcome = Pick<Attempt, 'status' | 'code' | 'retryable' | 'response_data'>;

function outcomeOf(verdict: DeliveryResult): Outcome {
  const { code } = verdict;
  switch (verdict.kind) {
    case 'delivered':
      return { status: 'success', code, retryable: false, response_data: verdict.response };
    case 'retry':
      return { status: 'failed', code, retryable: true, response_data: failureOf(verdict) };
    case 'rejected':
      return { status: 'failed', code, retryable: false, response_data: failureOf(verdict) };
  }
}

const failureOf = ({ message, retry_after }: Failure): Attempt['response_data'] => ({
  error: message,
  ...(retry_after !== undefined && { retry_after }),
});
