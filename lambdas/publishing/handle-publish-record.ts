import type { SQSRecord } from 'aws-lambda';
import { OverWorkLimit, stepsOfTime } from '../platform/rate-limit/work-limit.ts';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { originalAttributes } from '../platform/sqs/original-message.ts';
import { InvalidMessageError } from '../platform/sqs/queue-message.ts';
import { MAX_AT_ONCE } from '../platform/sqs/sqs-handler.ts';
import { type DeferDeps, defer, deferStillThrottled } from './defer-message.ts';
import { envelopeError } from './envelope.ts';
import { parseEvent } from './parse-event.ts';
import type { Publish } from './publish.ts';
import { deferUntilPermitted, type RateLimitDeps } from './publish-limit.ts';
import { isPointer, type Payloads } from './s3-pointer-payload.ts';

/** Dependencies of {@link handlePublishRecord}. */
export interface PublishRecordDeps extends RateLimitDeps, DeferDeps {
  readonly publish: Publish;
  readonly topics: readonly string[];
  readonly payloads: Payloads;
}

/**
 * Publishes the event in a message of the publish queue, or in the S3 object that the message
 * points to. Defers the message while its tenant is over the rate limit or the work limit. The
 * default id and time come from the original message, so a redelivered or redriven message is the
 * same event.
 *
 * @throws InvalidMessageError naming every invalid field, or the AWS service whose envelope it is
 */
export async function handlePublishRecord(
  deps: PublishRecordDeps,
  record: SQSRecord,
  signal: AbortSignal,
): Promise<void> {
  if (await deferStillThrottled(deps, record)) return;
  const publishBody = (text: string) => publishText(deps, record, text);
  // Parsers may ignore a byte order mark (RFC 8259, section 8.1), as the HTTP path does.
  const body = record.body.replace(/^\uFEFF/, '');
  await (isPointer(body) ? deps.payloads.withText(body, signal, publishBody) : publishBody(body));
}

async function publishText(
  deps: PublishRecordDeps,
  record: SQSRecord,
  text: string,
): Promise<void> {
  const { original_message_id, original_sent_at } = originalAttributes(record);
  const time = new Date(Number(original_sent_at)).toISOString();
  const startedAt = deps.now();
  const parsed = parseEvent(text, { id: original_message_id, time }, deps.topics);
  const steps = stepsOfTime(startedAt, deps.now());
  if ('errors' in parsed) {
    throw new InvalidMessageError(envelopeError(text) ?? parsed.errors.join('; '));
  }
  if (await deferUntilPermitted(deps, record, parsed)) return;
  const { tenant_id } = parsed.event;
  try {
    deps.work.check(tenant_id);
    await deps.publish({ ...parsed, sent_at: time });
  } catch (error) {
    if (!(error instanceof OverWorkLimit)) throw error;
    if (!(await defer(deps, record, parsed, error.waitSeconds))) throw error;
  } finally {
    // Charge last: deferring an event for its own parsing cost would defer it indefinitely.
    deps.work.charge(tenant_id, steps);
  }
}

/**
 * The size in characters from which a message is large. SQS also bills each 64 KB as one request.
 */
const LARGE = 65_536;

/** Concurrent publishes of a message group that contains large messages. */
const LARGE_AT_ONCE = 2;

/**
 * Returns the concurrency limit of each message group in a batch. Parsing, recording and sending a
 * large message takes 30 ms of a core, during which the other messages of the batch wait.
 */
export function limitLargeMessages(records: readonly SQSRecord[]): (group: string) => number {
  const large = new Set(records.filter(({ body }) => body.length >= LARGE).map(groupOf));
  return (group) => (large.has(group) ? LARGE_AT_ONCE : MAX_AT_ONCE);
}
