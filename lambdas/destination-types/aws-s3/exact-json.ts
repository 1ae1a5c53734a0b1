import type { JSONValue } from '@jmespath-community/jmespath';
import { parseExactly as parse } from '../../platform/json/exact-json.ts';
import { ExactNumber } from '../../platform/json/exact-number.ts';

/**
 * Parses JSON without losing a digit: numbers that a double holds come as numbers, others as
 * `ExactNumber`, so that they can be written into an object key digit by digit. Objects have no
 * prototype, so that `data.constructor` finds nothing.
 *
 * @throws RangeError where the value is nested too deeply
 */
export const parseExactly = (text: string): JSONValue => bare(parse(text));

/** Takes its prototype from every object of a JSON value. */
function bare(value: unknown): JSONValue {
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') bare(element);
    return value;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
    for (const member of Object.values(value)) if (typeof member === 'object') bare(member);
    return Object.setPrototypeOf(value, null);
  }
  return isScalar(value) ? value : null;
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof ExactNumber;
