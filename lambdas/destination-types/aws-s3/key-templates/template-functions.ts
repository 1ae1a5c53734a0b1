import type { JSONObject, JSONValue } from '@jmespath-community/jmespath';
import { ExactNumber } from '../../../platform/json/exact-number.ts';
import { keyFunctions } from './template-key-functions.ts';
import {
  compare,
  isSame,
  kindOf,
  parseExactly,
  requireSortable,
  type Sortable,
} from './template-values.ts';

/** The parts of the evaluation that a function may need for its call. */
interface CallContext {
  /** Evaluates the function's expression argument for an element. */
  readonly evaluate: (element: JSONValue) => JSONValue;
  /** Charges a comparison of two values to the budget. */
  readonly spendOnComparison: (left: JSONValue, right: JSONValue) => void;
  /** Returns the event's time in a zone. */
  readonly timeIn: (zone: string) => JSONValue;
}

/** A function whose arguments have been checked. Null stands for an expression argument. */
export type TemplateFunction = (args: readonly JSONValue[], context: CallContext) => JSONValue;

/**
 * Replacements for functions of the library, and functions for keys that the library lacks. The library's
 * own versions take far more time and memory than necessary (`trim` the square of the text's length,
 * `replace` gigabytes, `reverse` and `max` the stack), deviate from the specification (`sort` sorts numbers
 * as texts, `max_by` and `min_by` do not support strings), lose digits and variables, or confuse names in
 * the data with those of `Object.prototype`.
 */
export const ownFunctions: ReadonlyMap<string, TemplateFunction> = new Map<
  string,
  TemplateFunction
>([
  // The JMESPath specification and JEP-013. Objects with names from the data are created so that
  // `__proto__` is an ordinary name.
  ['contains', ([subject, sought]) => contains(subject, sought)],
  ['from_items', ([pairs]) => Object.fromEntries(elementsOf(pairs).map(pairOf))],
  ['group_by', ([array], { evaluate }) => grouped(elementsOf(array), evaluate)],
  ['items', ([object]) => Object.entries(membersOf(object))],
  ['keys', ([object]) => Object.keys(membersOf(object))],
  ['length', ([value]) => lengthOf(value)],
  ['map', ([, array], { evaluate }) => elementsOf(array).map(evaluate)],
  ['max', ([array], context) => extremeBy('max', elementsOf(array), 1, byValue(context))],
  ['max_by', ([array], context) => extremeBy('max_by', elementsOf(array), 1, context)],
  ['merge', (objects) => merged(objects)],
  ['min', ([array], context) => extremeBy('min', elementsOf(array), -1, byValue(context))],
  ['min_by', ([array], context) => extremeBy('min_by', elementsOf(array), -1, context)],
  ['reverse', ([value]) => reversed(value)],
  ['sort', ([array]) => requireSortable('sort', elementsOf(array)).sort(compare)],
  ['sort_by', ([array], context) => sortedBy(elementsOf(array), context)],
  ['type', ([value]) => kindOf(value)],
  ['values', ([object]) => Object.values(membersOf(object))],
  // JEP-014 of the JMESPath community. Positions and lengths count characters, as in slices.
  ['trim', ([text, characters]) => trimmed(text, characters, { left: true, right: true })],
  ['trim_left', ([text, characters]) => trimmed(text, characters, { left: true, right: false })],
  ['trim_right', ([text, characters]) => trimmed(text, characters, { left: false, right: true })],
  ['replace', (args) => replaced(args)],
  ['split', (args) => splitText(args)],
  ['pad_left', (args) => `${padding('pad_left', args)}${textOf(args[0])}`],
  ['pad_right', (args) => `${textOf(args[0])}${padding('pad_right', args)}`],
  ['find_first', (args) => findPosition(args, (text, sought) => text.indexOf(sought))],
  ['find_last', (args) => findPosition(args, (text, sought) => text.lastIndexOf(sought))],
  ['to_number', ([value]) => numberOf(value)],
  ...keyFunctions,
]);

const elementsOf = (array: JSONValue | undefined): JSONValue[] =>
  Array.isArray(array) ? array : [];

const membersOf = (object: JSONValue | undefined): JSONObject => (isObject(object) ? object : {});

const isObject = (value: JSONValue | undefined): value is JSONObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Returns null when the subject is a text and the search value is not, as in the library. */
const contains = (subject: JSONValue = null, sought: JSONValue = null): boolean | null => {
  if (Array.isArray(subject)) return subject.some((element) => isSame(element, sought));
  if (typeof subject !== 'string' || typeof sought !== 'string') return null;
  return subject.includes(sought);
};

/** @throws Error when it is not a pair of a name and a value */
const pairOf = (pair: JSONValue): [string, JSONValue] => {
  const [name, value, ...others] = elementsOf(pair);
  if (typeof name !== 'string' || value === undefined || others.length > 0) {
    throw new Error('from_items() takes pairs of a string and a value');
  }
  return [name, value];
};

/** @throws Error when an element's group is not a string */
const grouped = (elements: readonly JSONValue[], evaluate: CallContext['evaluate']): JSONValue => {
  const groups = new Map<string, JSONValue[]>();
  for (const element of elements) {
    const name = evaluate(element);
    if (typeof name !== 'string') {
      throw new Error('group_by() takes an expression that evaluates only to strings');
    }
    const group = groups.get(name) ?? [];
    group.push(element);
    groups.set(name, group);
  }
  return Object.fromEntries(groups);
};

const merged = (objects: readonly JSONValue[]): JSONObject => {
  const members = objects.flatMap((object) => Object.entries(membersOf(object)));
  return Object.setPrototypeOf(Object.fromEntries(members), null);
};

const lengthOf = (value: JSONValue | undefined): number => {
  if (typeof value === 'string') return [...value].length;
  return Array.isArray(value) ? value.length : Object.keys(membersOf(value)).length;
};

const reversed = (value: JSONValue | undefined): JSONValue =>
  typeof value === 'string' ? [...value].reverse().join('') : elementsOf(value).toReversed();

const byValue = (context: CallContext): CallContext => ({
  ...context,
  evaluate: (element) => element,
});

interface KeyedElement {
  readonly element: JSONValue;
  readonly key: Sortable;
}

const withKeys = (
  name: string,
  elements: readonly JSONValue[],
  { evaluate }: CallContext,
): readonly KeyedElement[] => {
  const keys = requireSortable(name, elements.map(evaluate));
  return keys.map((key, index) => ({ key, element: elements[index] ?? null }));
};

/**
 * Returns the first element with the largest (`sign` 1) or the smallest (-1) key; null when there
 * are no elements.
 */
const extremeBy = (
  name: string,
  elements: readonly JSONValue[],
  sign: 1 | -1,
  context: CallContext,
): JSONValue => {
  const [first, ...others] = withKeys(name, elements, context);
  if (first === undefined) return null;
  const isBeyond = (one: KeyedElement, best: KeyedElement) =>
    sign * chargedComparison(context)(one, best) > 0;
  return others.reduce((best, one) => (isBeyond(one, best) ? one : best), first).element;
};

const sortedBy = (elements: readonly JSONValue[], context: CallContext): JSONValue[] =>
  [...withKeys('sort_by', elements, context)]
    .sort(chargedComparison(context))
    .map(({ element }) => element);

/** Charges each comparison to the budget: the keys are not known when the call is charged. */
const chargedComparison =
  ({ spendOnComparison }: CallContext) =>
  (a: KeyedElement, b: KeyedElement): number => {
    spendOnComparison(a.key, b.key);
    return compare(a.key, b.key);
  };

/** @throws Error for a number that is not a non-negative integer */
const countOf = (name: string, value: JSONValue | undefined): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name}() takes a non-negative integer as its number`);
};

/** @throws Error for a number with a fraction */
const positionOf = (value: JSONValue): number => {
  if (typeof value === 'number' && Number.isInteger(value)) return Math.max(0, value);
  throw new Error('find_first() and find_last() take whole numbers for positions');
};

const textOf = (value: JSONValue | undefined): string => (typeof value === 'string' ? value : '');

/** Trims white space when `characters` is absent or empty. */
const trimmed = (
  text: JSONValue | undefined,
  characters: JSONValue | undefined,
  { left, right }: { readonly left: boolean; readonly right: boolean },
): string => {
  const members = new Set(textOf(characters));
  const isKept = (character: string): boolean =>
    members.size === 0 ? !/[\s\u0085]/.test(character) : !members.has(character);
  const all = [...textOf(text)];
  const start = left ? all.findIndex(isKept) : 0;
  const end = right ? all.findLastIndex(isKept) + 1 : all.length;
  return start < 0 ? '' : all.slice(start, end).join('');
};

/** @throws Error for an invalid count */
const replaced = ([text, old, by, count]: readonly JSONValue[]): string => {
  const parts = textOf(text).split(textOf(old));
  const max = count === undefined ? parts.length : countOf('replace', count);
  const rest = parts.slice(max + 1);
  return [parts.slice(0, max + 1).join(textOf(by)), ...rest].join(textOf(old));
};

/** @throws Error for an invalid count */
const splitText = ([text, by, count]: readonly JSONValue[]): string[] => {
  const between = textOf(by);
  const parts = between === '' ? [...textOf(text)] : textOf(text).split(between);
  if (count === undefined) return parts;
  const max = countOf('split', count);
  return max < parts.length ? [...parts.slice(0, max), parts.slice(max).join(between)] : parts;
};

/** @throws Error for an invalid width, and for a padding of more than one character */
const padding = (name: string, [text, width, character = ' ']: readonly JSONValue[]): string => {
  const length = [...textOf(text)].length;
  const [one = ' ', ...others] = [...textOf(character)];
  if (others.length > 0) throw new Error(`${name}() pads with a single character`);
  return one.repeat(Math.max(0, countOf(name, width) - length));
};

/**
 * Returns the position of a text in another between two positions; null when it is not found, or
 * empty.
 */
const findPosition = (
  [text, sought, start = 0, end]: readonly JSONValue[],
  find: (text: string, sought: string) => number,
): number | null => {
  if (sought === '') return null;
  const characters = [...textOf(text)];
  const from = positionOf(start);
  const to = end === undefined ? characters.length : positionOf(end);
  const range = characters.slice(from, to).join('');
  const index = find(range, textOf(sought));
  return index < 0 ? null : from + [...range.slice(0, index)].length;
};

/** The grammar of RFC 8259 section 6. */
const jsonNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;

/** Converts a text that is a JSON number to that number, with all its digits. */
const numberOf = (value: JSONValue = null): JSONValue => {
  if (typeof value === 'number' || value instanceof ExactNumber) return value;
  return typeof value === 'string' && jsonNumber.test(value) ? parseExactly(value) : null;
};
