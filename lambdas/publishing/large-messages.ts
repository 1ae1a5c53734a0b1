import type { SQSRecord } from 'aws-lambda';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { MOST_AT_ONCE } from '../platform/sqs/sqs-handler.ts';

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
export function capsWhereLarge(records: readonly SQSRecord[]): (group: string) => number {
  const large = new Set(records.filter(({ body }) => body.length >= LARGE).map(groupOf));
  return (group) => (large.has(group) ? LARGE_AT_ONCE : MOST_AT_ONCE);
}
