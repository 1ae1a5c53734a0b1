import type { OriginalMessage } from '../../lambdas/platform/sqs/original-message.ts';
import type { MessageIds } from './message-ids.ts';

/** A message among the dead letters, lent by SQS until it is given back or deleted. */
export interface DeadLetter {
  /** The work queue it was for: `publish`, `delivery`, … */
  readonly queue: string;
  /** SQS's id of it among the dead letters. */
  readonly letterId: string;
  /** What SQS deletes it by, or takes it back. */
  readonly receiptHandle: string;
  readonly first: OriginalMessage;
  /** How often it has been handed out, by SQS's count, this time included. */
  readonly receives: number;
  /** Why it is here: the words of the function that put it aside, or that SQS gave up. */
  readonly cause: string;
  /** Whether a function put it aside, because it cannot be read: it would again. */
  readonly unreadable: boolean;
  /** The group it shares a fair queue's capacity with. */
  readonly group: string | undefined;
  readonly body: string;
  readonly subject: MessageIds;
}

/** Seconds since a letter was first sent. */
export const ageOf = ({ first }: DeadLetter, now: Date): number =>
  (now.getTime() - Number(first.sent_at)) / 1_000;
