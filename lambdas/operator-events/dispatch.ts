import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { DeadLetters } from '../platform/sqs/sqs-handler.ts';
import {
  type OperatorEventMessage,
  operatorEventMessage,
  parseOperatorEventMessage,
} from './operator-event.ts';
import { type Envelope, type Sink, SinkError } from './sink.ts';

/** Dependencies of {@link dispatch}. */
export interface DispatchDeps {
  /** All sinks of the stage. */
  readonly sinks: readonly Sink[];
  readonly deploymentId: string;
  /** Sends to the operator events outbox. */
  readonly send: Send;
  readonly deadLetters: DeadLetters;
}

/** Delays before each retry at the sinks that failed, in seconds: two hours in total. */
const RETRY_DELAYS_SECONDS = [5, 15, 30, 60, 120, 300, 600, 900, 900, 900, 900, 900, 900, 900];

/**
 * Sends one operator event to its remaining sinks. A failing sink does not delay the others: only that
 * sink is retried. After the last retry, the event is dead-lettered for that sink.
 */
export async function dispatch(
  deps: DispatchDeps,
  record: SQSRecord,
  signal: AbortSignal,
): Promise<void> {
  const message = parseOperatorEventMessage(record.body);
  const { event, to, tries } = message;
  const sinks = deps.sinks.filter(({ name }) => to === undefined || to.includes(name));
  const failures = await sendToAll(sinks, envelope(event, deps.deploymentId), signal);
  if (failures.length === 0) return;
  const wait = RETRY_DELAYS_SECONDS[tries];
  logFailures(failures, message, wait);
  const remaining = { event, to: failures.map(({ sink }) => sink) };
  if (wait === undefined) {
    // The number of tries is reset for a redrive.
    const body = operatorEventMessage({ ...remaining, tries: 0 }).body;
    return deps.deadLetters({ ...record, body }, `retries exhausted: ${joinCauses(failures)}`);
  }
  await deps.send([
    { ...operatorEventMessage({ ...remaining, tries: tries + 1 }), delaySeconds: wait },
  ]);
}

/** A sink that failed, and the cause. */
interface Failure {
  readonly sink: string;
  readonly cause: string;
}

async function sendToAll(
  sinks: readonly Sink[],
  envelope: Envelope,
  signal: AbortSignal,
): Promise<Failure[]> {
  const body = JSON.stringify(envelope);
  const failures = await Promise.all(
    sinks.map(async ({ name, notify }) => {
      try {
        await notify(envelope, body, signal);
        return [];
      } catch (error) {
        return [{ sink: name, cause: describeError(error) }];
      }
    }),
  );
  return failures.flat();
}

/** Builds the envelope with Outpost's field order, for readability. */
const envelope = (
  { id, topic, time, tenant_id, data }: OperatorEventMessage['event'],
  deployment_id: string,
): Envelope => ({ id, topic, time, deployment_id, tenant_id, data });

/**
 * A description of the error without event content. A foreign error message may quote the event; `fetch`
 * puts the code in `cause`.
 */
function describeError(error: unknown): string {
  if (error instanceof SinkError) return error.message;
  if (!(error instanceof Error)) return 'unknown';
  const { cause, name } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : name;
}

const joinCauses = (failures: readonly Failure[]): string =>
  failures.map(({ sink, cause }) => `${sink} ${cause}`).join('; ');

function logFailures(
  failures: readonly Failure[],
  message: OperatorEventMessage,
  wait?: number,
): void {
  const { event, tries } = message;
  const { id: operator_event_id, topic, tenant_id } = event;
  const details = { operator_event_id, topic, tenant_id, tries: tries + 1, wait };
  const cause = joinCauses(failures);
  if (wait === undefined)
    logger.error('operator event delivery failed; retries exhausted', { ...details, cause });
  else logger.warn('operator event delivery failed; will retry', { ...details, cause });
}
