import type { JSONValue } from '@jmespath-community/jmespath';
import { parseExactly as parse } from '../../platform/json/exact-json.ts';
import { ExactNumber } from '../../platform/json/exact-number.ts';

/**
 * Parses JSON without losing a digit. Numbers that a double represents exactly are returned as
 * numbers; all others as `ExactNumber`, so that object keys contain every digit. Objects have no
 * prototype, so `data.constructor` is undefined.
 *
 * @throws RangeError when the value is nested too deeply
 */
export const parseExactly = (text: string): JSONValue => bare(parse(text));

/** Removes the prototype of every object in a JSON value. */
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
