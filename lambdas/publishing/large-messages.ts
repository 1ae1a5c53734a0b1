import type { SQSRecord } from 'aws-lambda';
import { groupOf } from '../platform/sqs/batch-throttle.ts';
import { MOST_AT_ONCE } from '../platform/sqs/sqs-handler.ts';

/** Characters from which a message is large: SQS counts each 64 KB as a request, too. */
const LARGE = 65_536;

/** Messages of a group that has large ones that are published at once. */
const LARGE_AT_ONCE = 2;

/**
 * How many messages of each group in a batch are published at once. To read, record and send a large
 * one takes 30 ms of a core, and the others of the batch wait for all that is under way.
 */
export function capsWhereLarge(records: readonly SQSRecord[]): (group: string) => number {
  const large = new Set(records.filter(({ body }) => body.length >= LARGE).map(groupOf));
  return (group) => (large.has(group) ? LARGE_AT_ONCE : MOST_AT_ONCE);
}
