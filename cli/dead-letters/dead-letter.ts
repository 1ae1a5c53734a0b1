import type { OriginalMessage } from '../../lambdas/platform/sqs/original-message.ts';
import { attributesThatFit } from '../../lambdas/platform/sqs/queue-message.ts';
import type { MessageIds } from './message-ids.ts';

/** A message received from a dead-letter queue, hidden until it is released or deleted. */
export interface DeadLetter {
  /** The purpose of its work queue: `publish`, `delivery`, … */
  readonly queue: string;
  /** Its SQS message id in the dead-letter queue. */
  readonly deadLetterId: string;
  /** The receipt handle to release or delete it with. */
  readonly receiptHandle: string;
  readonly original: OriginalMessage;
  /** SQS's receive count, including this receive. */
  readonly receives: number;
  /**
   * Why it is here: the error of the function that dead-lettered it, or that SQS reached its
   * maximum receives.
   */
  readonly cause: string;
  /** Whether a function dead-lettered it as invalid; it would do so again. */
  readonly invalid: boolean;
  /** Its message group id in a fair queue. */
  readonly group: string | undefined;
  readonly body: string;
  readonly subject: MessageIds;
}

/** Seconds since the original message was sent. */
export const ageOf = ({ original }: DeadLetter, now: Date): number =>
  (now.getTime() - Number(original.original_sent_at)) / 1_000;

/**
 * The message attributes that preserve the original id and time of a redriven message; undefined if
 * the body leaves no room for them within SQS's limit. Such a message would get a new id with each
 * redrive, indefinitely.
 */
export const redriveAttributes = ({ body, original }: DeadLetter) =>
  attributesThatFit(body, [{ ...original }]);
