import { attributesBeside } from '../../lambdas/runtime/message-attributes.ts';
import type { Letter } from './letter.ts';

/**
 * The attributes that make a redriven letter what it was first; undefined when it fills SQS's limit
 * and leaves no room for them. Such a one would come back as another each time, without end.
 */
export const attributesOf = ({ body, first }: Letter) => attributesBeside(body, [{ ...first }]);
