import type { SQSRecord } from 'aws-lambda';
import { envelopeFault } from '../events/envelope.ts';
import { OverWorkLimit, stepsOfTime } from '../platform/rate-limit/work-limit.ts';
import { InvalidMessageError } from '../platform/sqs/invalid-message-error.ts';
import { originalAttributes } from '../platform/sqs/original-message.ts';
import { type DeferDeps, defer, deferAgain } from './defer-message.ts';
import { deferUntilPermitted, type RateLimitDeps } from './defer-until-permitted.ts';
import { parseEvent } from './parse-event.ts';
import type { Publish } from './published.ts';
import { isPointer, type Payloads } from './s3-pointer-payload.ts';

/** What routing a queue message needs. */
export interface PublishRecordDeps extends RateLimitDeps, DeferDeps {
  readonly publish: Publish;
  readonly topics: readonly string[];
  readonly payloads: Payloads;
}

/**
 * Publishes the event in a message of the publish queue, or where it points to, when it is its tenant's
 * turn and its tenant's filters may take the steps. What the message leaves open comes from the
 * message, not from now, so that one that is handed out again, or redriven, is the same event.
 *
 * @throws UnreadableMessage naming every field that is wrong, or the AWS service whose envelope it is
 */
export async function handlePublishRecord(
  deps: PublishRecordDeps,
  record: SQSRecord,
  signal: AbortSignal,
): Promise<void> {
  if (await deferAgain(deps, record)) return;
  const route = (text: string) => routeText(deps, record, text);
  const { body } = record;
  await (isPointer(body) ? deps.payloads.lend(body, signal, route) : route(body));
}

async function routeText(deps: PublishRecordDeps, record: SQSRecord, text: string): Promise<void> {
  const { message_id, sent_at } = originalAttributes(record);
  const time = new Date(Number(sent_at)).toISOString();
  const begun = deps.now();
  const read = parseEvent(text, { id: message_id, time }, deps.topics);
  const steps = stepsOfTime(begun, deps.now());
  if ('faults' in read) {
    throw new InvalidMessageError(envelopeFault(text) ?? read.faults.join('; '));
  }
  if (await deferUntilPermitted(deps, record, read)) return;
  const { tenant_id } = read.event;
  try {
    deps.work.check(tenant_id);
    await deps.publish(read);
  } catch (error) {
    if (!(error instanceof OverWorkLimit)) throw error;
    if (!(await defer(deps, record, read, error.waitSeconds))) throw error;
  } finally {
    // At the end: an event is not deferred for what reading it took, or it would be for ever.
    deps.work.charge(tenant_id, steps);
  }
}
