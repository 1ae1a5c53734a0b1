import { ExactNumber } from './exact-number.ts';

/** JSON text that {@link encodeJson} emits unchanged. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * Splits a JSON object into its members' texts, by name. The text of a value is exactly as written (key
 * order, number spelling, escapes), except that white space between tokens is removed. The last of
 * several members with the same name counts, as in `JSON.parse`.
 *
 * Parsing and serializing again would lose digits of large numbers, respell `1.0` and `1e3`, and
 * reorder integer-like keys.
 *
 * @param text valid JSON whose value is an object
 */
export const memberTexts = (text: string): Map<string, string> =>
  new Map(
    Array.from(partsOf(text), (member) => {
      const end = endOfString(member, 0);
      return [String(JSON.parse(member.slice(0, end + 1))), member.slice(end + 2)];
    }),
  );

/**
 * Splits a JSON array into its elements' texts, exact as with {@link memberTexts}.
 *
 * @param text valid JSON whose value is an array
 */
export const elementTexts = (text: string): string[] => [...partsOf(text)];

/**
 * The nesting depth of objects and arrays in valid JSON: 1 for `{}`. Iterative, so it is safe to check
 * a text's depth before passing it to recursive code.
 */
export function levelsOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at + 1)) {
    depth += stepOf(markAt(text, at));
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** Yields the comma-separated parts between the outermost brackets, without white space. */
function* partsOf(text: string): Generator<string> {
  let depth = 0;
  let part = '';
  let begin = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at + 1)) {
    const mark = markAt(text, at);
    const step = stepOf(mark);
    const outermost = depth + Math.min(0, step) === 0;
    depth += step;
    const ends = outermost || (depth === 1 && mark === COMMA);
    if (!ends && mark !== SPACE) continue;
    part += text.slice(begin, at);
    begin = at + 1;
    if (ends && part !== '') {
      yield part;
      part = '';
    }
  }
}

/** Applies `change` to each part of JSON text outside strings. */
export function outsideStrings(text: string, change: (part: string) => string): string {
  let changed = '';
  let begin = 0;
  for (let quote = text.indexOf('"'); quote >= 0; quote = text.indexOf('"', begin)) {
    const end = endOfString(text, quote) + 1;
    changed += change(text.slice(begin, quote)) + text.slice(quote, end);
    begin = end;
  }
  return changed + change(text.slice(begin));
}

/**
 * The index of the next bracket, comma or white space outside strings; the text's length if there is none.
 */
function nextMark(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.charCodeAt(at) === QUOTE) at = endOfString(text, at);
    else if (markAt(text, at) !== NONE) return at;
  }
  return text.length;
}

/** The index of the closing quote of the string that begins at `start`. */
export function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const NONE = 0;
const SPACE = 1;
const COMMA = 2;
const OPENING = 3;
const CLOSING = 4;

/** The mark that each ASCII character is outside strings. Looking a character up in a Set takes longer. */
const MARKS = new Uint8Array(128);
const setMarks = (characters: string, mark: number): void => {
  for (const character of characters) MARKS[character.charCodeAt(0)] = mark;
};
// White space between tokens: RFC 8259, section 2.
setMarks(' \t\n\r', SPACE);
setMarks(',', COMMA);
setMarks('[{', OPENING);
setMarks(']}', CLOSING);

const markAt = (text: string, at: number): number => MARKS[text.charCodeAt(at)] ?? NONE;

/** The change of depth: 1 at an opening bracket, -1 at a closing one. */
function stepOf(mark: number): number {
  if (mark === OPENING) return 1;
  return mark === CLOSING ? -1 : 0;
}

/** Serializes `value` as JSON. Every {@link JsonText} is emitted unchanged; undefined members are omitted. */
export function encodeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (value instanceof ExactNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${encodeJson(member)}`).join(',')}}`;
}

/** Whether `value` is a JSON object: not null, not an array, not an {@link ExactNumber}. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof ExactNumber);

/**
 * Reads an object's own member. A name from outside may also be that of an inherited member, such as
 * `constructor`.
 */
export const own = <Value>(
  object: Readonly<Record<string, Value>>,
  name: string,
): Value | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);
