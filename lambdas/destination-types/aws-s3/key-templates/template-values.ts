import type { JSONObject, JSONValue } from '@jmespath-community/jmespath';
import { parseExactly as parse } from '../../../platform/json/exact-json.ts';
import { decimal, ExactNumber, orderOfDecimals } from '../../../platform/json/exact-number.ts';
import { own } from '../../../platform/json/json.ts';

/** The types of JMESPath. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'expression';

const kindWords: Readonly<Record<Kind, string>> = {
  null: 'null',
  boolean: 'a boolean',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
  expression: 'an expression',
};

/** Returns the type of a value from the event's data or of a template's result. */
export const kindOf = (value: unknown): Kind => {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof ExactNumber) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'null';
};

/** `null`, `a string or an array` */
export const kindNames = (kinds: Iterable<Kind>): string =>
  [...kinds].map((kind) => kindWords[kind]).join(' or ');

/**
 * Parses JSON without losing a digit. Numbers that a double represents exactly are returned as
 * numbers; all others as `ExactNumber`, so that object keys contain every digit. Objects have no
 * prototype, so `data.constructor` is undefined.
 *
 * @throws RangeError when the value is nested too deeply
 */
export const parseExactly = (text: string): JSONValue => removePrototypes(parse(text));

/** Removes the prototype of every object in a JSON value. */
function removePrototypes(value: unknown): JSONValue {
  if (Array.isArray(value)) {
    for (const element of value) if (typeof element === 'object') removePrototypes(element);
    return value;
  }
  if (typeof value === 'object' && value !== null && !(value instanceof ExactNumber)) {
    for (const member of Object.values(value))
      if (typeof member === 'object') removePrototypes(member);
    return Object.setPrototypeOf(value, null);
  }
  return isScalar(value) ? value : null;
}

const isScalar = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value) || value instanceof ExactNumber;

/** Reads only own members: names of `Object.prototype` are not members. */
export const memberOf = (value: JSONValue, name: string): JSONValue => {
  if (!isObject(value) || value instanceof ExactNumber) return null;
  return Object.hasOwn(value, name) ? (value[name] ?? null) : null;
};

/**
 * The values that JMESPath sorts: strings by the code points of their characters, numbers by
 * value.
 */
export type Sortable = JSONValue & (string | number | ExactNumber);

/**
 * @param values all strings, or all numbers
 * @param name of the function, for messages
 * @throws Error for any other values
 */
export const requireSortable = (name: string, values: readonly JSONValue[]): Sortable[] => {
  const wanted = kindOf(values[0]) === 'string' ? 'string' : 'number';
  return values.map((value, index) => {
    if (isSortable(value) && kindOf(value) === wanted) return value;
    const what = `element ${index + 1} it evaluates to ${kindNames([kindOf(value)])}`;
    const rule = 'takes an expression that evaluates only to strings or only to numbers';
    throw new Error(`${name}() ${rule}, and for ${what}`);
  });
};

const isSortable = (value: JSONValue): value is Sortable =>
  typeof value === 'string' || typeof value === 'number' || value instanceof ExactNumber;

/**
 * Returns a number below 0 when `a` comes first, above 0 when `b` does, and 0 when they are
 * equal.
 */
export const compare = (a: Sortable, b: Sortable): number =>
  typeof a === 'string' || typeof b === 'string'
    ? compareTexts(String(a), String(b))
    : compareNumbers(a, b);

const compareNumbers = (a: number | ExactNumber, b: number | ExactNumber): number => {
  const difference = doubleOf(a) - doubleOf(b);
  // Two numbers with the same nearest double, or outside the range of doubles.
  if (difference < 0 || difference > 0) return difference;
  const [left, right] = [decimal(sourceText(a)), decimal(sourceText(b))];
  return left && right ? orderOfDecimals(left, right) : 0;
};

const doubleOf = (number: number | ExactNumber): number =>
  typeof number === 'number' ? number : number.double;

const sourceText = (number: number | ExactNumber): string =>
  typeof number === 'number' ? String(number) : number.source;

/** JavaScript compares by UTF-16 units, where the characters from U+10000 come before U+E000. */
const compareTexts = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length);
  let index = 0;
  while (index < length && a.charCodeAt(index) === b.charCodeAt(index)) index += 1;
  return index === length ? a.length - b.length : codePointRank(a, index) - codePointRank(b, index);
};

const codePointRank = (text: string, index: number): number => {
  const unit = text.charCodeAt(index);
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
};

/** Whether both are the same JSON value. The order of an object's members is irrelevant. */
export const isSame = (a: JSONValue | undefined, b: JSONValue | undefined): boolean => {
  if (a instanceof ExactNumber || b instanceof ExactNumber) return isSameNumber(a, b);
  if (Array.isArray(a)) {
    return (
      Array.isArray(b) && a.length === b.length && a.every((value, at) => isSame(value, b[at]))
    );
  }
  if (!isObject(a)) return a === b;
  if (!isObject(b)) return false;
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && isSame(own(a, name), own(b, name)))
  );
};

const isObject = (value: JSONValue | undefined): value is JSONObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A number literal of a template is a double, so an exact number is compared with it as a double.
 */
const isSameNumber = (a: JSONValue | undefined, b: JSONValue | undefined): boolean => {
  if (!isNumber(a) || !isNumber(b)) return false;
  return typeof a === 'number' || typeof b === 'number'
    ? doubleOf(a) === doubleOf(b)
    : compareNumbers(a, b) === 0;
};

const isNumber = (value: JSONValue | undefined): value is JSONValue & (number | ExactNumber) =>
  typeof value === 'number' || value instanceof ExactNumber;
