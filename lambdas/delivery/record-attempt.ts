import type { Attempt } from '../attempts/attempt.ts';
import type { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import type { DeliveryResult } from '../destination-types/destination-type.ts';
import type { Destination } from '../destinations/destination.ts';
import type { AnyDelivery } from '../events/delivery-message.ts';
import type { RollupCounters } from '../metrics/rollup-counters.ts';
import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';

/** Builds the record of one delivery attempt. */
export const buildAttempt = (
  { event, destination_id, incarnation, attempt_number, manual }: AnyDelivery,
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
  ...toOutcome(result),
});

interface Failure {
  readonly message: string;
  readonly retry_after?: number;
}

function toOutcome(
  result: DeliveryResult,
): Pick<Attempt, 'status' | 'code' | 'retryable' | 'response_data'> {
  const { code } = result;
  switch (result.kind) {
    case 'delivered':
      return { status: 'success', code, retryable: false, response_data: result.response };
    case 'retry':
      return { status: 'failed', code, retryable: true, response_data: failureData(result) };
    case 'rejected':
      return { status: 'failed', code, retryable: false, response_data: failureData(result) };
  }
}

const failureData = ({ message, retry_after }: Failure): Attempt['response_data'] => ({
  error: message,
  ...(retry_after !== undefined && { retry_after }),
});

/** Dependencies of {@link recordAttempt}. */
export interface RecordDeps {
  readonly attempts: AttemptStore;
  /** Counts recorded attempts for the rollups. */
  readonly counters: Pick<RollupCounters, 'recorded'>;
}

/** Records an attempt. Returns the stored record, which may be from an earlier run. */
export async function recordAttempt(
  deps: RecordDeps,
  delivery: AnyDelivery,
  attempt: Attempt,
): Promise<Attempt | undefined> {
  const isFirst = await deps.attempts.record(attempt);
  logAttempt(attempt);
  // The record is also ours when the response to the first put was lost and the SDK retried it.
  const recordedAttempt = isFirst ? attempt : await existingAttempt(deps, delivery);
  if (recordedAttempt?.id === attempt.id) {
    deps.counters.recorded(attempt, delivery.event.time, delivery.matched);
  }
  return recordedAttempt;
}

/** The stored record of the attempt that a delivery requests, if any. */
export const existingAttempt = (
  { attempts }: RecordDeps,
  {
    event,
    destination_id,
    incarnation,
    attempt_number,
  }: Pick<AnyDelivery, 'event' | 'destination_id' | 'incarnation' | 'attempt_number'>,
): Promise<Attempt | undefined> =>
  attempts.existing({
    event_id: event.id,
    tenant_id: event.tenant_id,
    tenant_incarnation: event.tenant_incarnation,
    destination_id,
    incarnation,
    attempt_number,
  });

/** Logs an attempt that exceeded the primary queue's timeout. It is not recorded. */
export function logInterruptedAttempt({
  tenant_id,
  destination_id,
  event_id,
  attempt_number,
}: Attempt): void {
  const ids = { tenant_id, destination_id, event_id, attempt_number };
  logger.info('store too slow for the primary queue; delivery moved to the slow queue', ids);
}

function logAttempt(attempt: Attempt): void {
  const { tenant_id, destination_id, event_id, attempt_number, status, code } = attempt;
  const isDelivered = status === 'success';
  count(isDelivered ? 'AttemptsSucceeded' : 'AttemptsFailed');
  const fields = { tenant_id, destination_id, event_id, attempt_number, status, code };
  if (isDelivered) logger.debug('delivery attempt succeeded', fields);
  else logger.warn('delivery attempt failed', fields);
}
