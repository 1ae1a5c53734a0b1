import type { SQSRecord } from 'aws-lambda';
import { logger } from '../platform/aws/logger.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { DeadLetters } from '../platform/sqs/sqs-handler.ts';
import {
  type OperatorEventMessage,
  operatorEventMessage,
  parseOperatorEventMessage,
} from './operator-event-message.ts';
import { type Envelope, type Sink, SinkError } from './sink.ts';

/** What telling operators needs. */
export interface DispatchDeps {
  /** Everywhere they are told. */
  readonly sinks: readonly Sink[];
  readonly deploymentId: string;
  /** Sends to the announcements queue. */
  readonly send: Send;
  readonly deadLetters: DeadLetters;
}

/** Seconds before each further try at the sinks that have not taken an event: two hours in all. */
const WAITS_SECONDS = [5, 15, 30, 60, 120, 300, 600, 900, 900, 900, 900, 900, 900, 900];

/**
 * Tells one operator event everywhere it is still to be told. A sink that does not take it holds up
 * no other: it alone is tried again, later, and after the last try the event is among the dead
 * letters, for that sink.
 */
export async function dispatch(
  deps: DispatchDeps,
  record: SQSRecord,
  signal: AbortSignal,
): Promise<void> {
  const announcement = parseOperatorEventMessage(record.body);
  const { event, to, tries } = announcement;
  const sinks = deps.sinks.filter(({ name }) => to === undefined || to.includes(name));
  const failures = await toldTo(sinks, enveloped(event, deps.deploymentId), signal);
  if (failures.length === 0) return;
  const wait = WAITS_SECONDS[tries];
  tellOf(failures, announcement, wait);
  const left = { event, to: failures.map(({ sink }) => sink) };
  if (wait === undefined) {
    // Its tries begin anew when it is redriven.
    const body = operatorEventMessage({ ...left, tries: 0 }).body;
    return deps.deadLetters({ ...record, body }, `given up: ${causeOf(failures)}`);
  }
  await deps.send([{ ...operatorEventMessage({ ...left, tries: tries + 1 }), delaySeconds: wait }]);
}

/** A sink that has not taken an event, and why. */
interface Failure {
  readonly sink: string;
  readonly cause: string;
}

async function toldTo(
  sinks: readonly Sink[],
  envelope: Envelope,
  signal: AbortSignal,
): Promise<Failure[]> {
  const body = JSON.stringify(envelope);
  const failures = await Promise.all(
    sinks.map(async ({ name, tell }) => {
      try {
        await tell(envelope, body, signal);
        return [];
      } catch (error) {
        return [{ sink: name, cause: wordsOf(error) }];
      }
    }),
  );
  return failures.flat();
}

/** Outpost's order of fields, for people. */
const enveloped = (
  { id, topic, time, tenant_id, data }: OperatorEventMessage['event'],
  deployment_id: string,
): Envelope => ({ id, topic, time, deployment_id, tenant_id, data });

/** The message of a fault that is none of ours may quote the event; `fetch` says why in its cause. */
function wordsOf(error: unknown): string {
  if (error instanceof SinkError) return error.message;
  if (!(error instanceof Error)) return 'unknown';
  const { cause, name } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : name;
}

const causeOf = (failures: readonly Failure[]): string =>
  failures.map(({ sink, cause }) => `${sink} ${cause}`).join('; ');

function tellOf(
  failures: readonly Failure[],
  announcement: OperatorEventMessage,
  wait?: number,
): void {
  const { event, tries } = announcement;
  const { id: operator_event_id, topic, tenant_id } = event;
  const details = { operator_event_id, topic, tenant_id, tries: tries + 1, wait };
  const cause = causeOf(failures);
  if (wait === undefined) logger.error('operators were not told, given up', { ...details, cause });
  else logger.warn('operators were not told, tried again', { ...details, cause });
}
