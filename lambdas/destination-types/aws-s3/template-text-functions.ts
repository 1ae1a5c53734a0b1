import type { JSONValue } from '@jmespath-community/jmespath';
import { ExactNumber } from '../../platform/json/exact-number.ts';
import { parseExactly } from './exact-json.ts';
import type { TemplateFunction } from './template-value.ts';

/** JEP-014 of the JMESPath community. Positions and lengths count characters, as in slices. */
export const textFunctions: readonly (readonly [string, TemplateFunction])[] = [
  ['trim', ([text, characters]) => trimmed(text, characters, { left: true, right: true })],
  ['trim_left', ([text, characters]) => trimmed(text, characters, { left: true, right: false })],
  ['trim_right', ([text, characters]) => trimmed(text, characters, { left: false, right: true })],
  ['replace', (args) => replaced(args)],
  ['split', (args) => parted(args)],
  ['pad_left', (args) => `${padding('pad_left', args)}${textOf(args[0])}`],
  ['pad_right', (args) => `${textOf(args[0])}${padding('pad_right', args)}`],
  ['find_first', (args) => found(args, (text, sought) => text.indexOf(sought))],
  ['find_last', (args) => found(args, (text, sought) => text.lastIndexOf(sought))],
  ['to_number', ([value]) => numberOf(value)],
];

/** @throws Error for a number that is not a non-negative integer */
const countOf = (name: string, value: JSONValue | undefined): number => {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0) return value;
  throw new Error(`${name}() takes a non-negative integer for its number`);
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
  const most = count === undefined ? parts.length : countOf('replace', count);
  const rest = parts.slice(most + 1);
  return [parts.slice(0, most + 1).join(textOf(by)), ...rest].join(textOf(old));
};

/** @throws Error for an invalid count */
const parted = ([text, by, count]: readonly JSONValue[]): string[] => {
  const between = textOf(by);
  const parts = between === '' ? [...textOf(text)] : textOf(text).split(between);
  if (count === undefined) return parts;
  const most = countOf('split', count);
  return most < parts.length ? [...parts.slice(0, most), parts.slice(most).join(between)] : parts;
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
const found = (
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
