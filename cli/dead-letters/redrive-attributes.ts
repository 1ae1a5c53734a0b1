import { attributesThatFit } from '../../lambdas/platform/sqs/queue-message.ts';
import type { DeadLetter } from './dead-letter.ts';

/**
 * The message attributes that preserve the original id and time of a redriven message; undefined if
 * the body leaves no room for them within SQS's limit. Such a message would get a new id with each
 * redrive, indefinitely.
 */
export const redriveAttributes = ({ body, original }: DeadLetter) =>
  attributesThatFit(body, [{ ...original }]);
