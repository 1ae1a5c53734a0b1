import type { JSONValue } from '@jmespath-community/jmespath';
import { exactNumber } from '../../runtime/exact-number.ts';

/**
 * Parses JSON without losing a digit: numbers that a double holds come as numbers, others as
 * `ExactNumber`, so that they can be written into an object key digit by digit. Objects have no
 * prototype, so that `data.constructor` finds nothing.
 */
export const parseExactly = (text: string): JSONValue => JSON.parse(text, exactly);

const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value === 'number') return exactNumber(value, context?.source ?? String(value));
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.setPrototypeOf(value, null) : value;
};
