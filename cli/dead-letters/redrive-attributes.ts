import { attributesBeside } from '../../lambdas/platform/sqs/message-attributes.ts';
import type { DeadLetter } from './dead-letter.ts';

/**
 * The attributes that make a redriven letter what it was first; undefined when it fills SQS's limit
 * and leaves no room for them. Such a one would come back as another each time, without end.
 */
export const redriveAttributes = ({ body, first }: DeadLetter) =>
  attributesBeside(body, [{ ...first }]);
