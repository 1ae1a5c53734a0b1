import { ExactNumber } from './exact-number.ts';

/** JSON text that is to be sent as it stands, not parsed and printed again. */
export class JsonText {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/**
 * The JSON text of each member of the object that `text` holds, by name. The text of a value is
 * exactly as written (key order, number spelling, escapes) but for white space between tokens,
 * which is dropped. Of members of one name the last counts, as in `JSON.parse`.
 *
 * Parsing and printing again would not do: it loses digits of large numbers, respells `1.0` and
 * `1e3`, and reorders integer-like keys.
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
 * The JSON text of each element of the list that `text` holds, exact as with {@link memberTexts}.
 *
 * @param text valid JSON whose value is a list
 */
export const elementTexts = (text: string): string[] => [...partsOf(text)];

/**
 * How deep objects and lists are nested in valid JSON: 1 for `{}`. It does not recurse, so that
 * nothing that does need be tried on text that is too deep.
 */
export function levelsOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at + 1)) {
    depth += stepAt(text, at);
    deepest = Math.max(deepest, depth);
  }
  return deepest;
}

/** What stands between the outermost brackets, parted by the commas there, without white space. */
function* partsOf(text: string): Generator<string> {
  let depth = 0;
  let part = '';
  let begin = 0;
  for (let at = nextMark(text, 0); at < text.length; at = nextMark(text, at + 1)) {
    const outermost = depth + Math.min(0, stepAt(text, at)) === 0;
    depth += stepAt(text, at);
    const ends = outermost || (depth === 1 && text[at] === ',');
    if (!ends && !isSpace(text, at)) continue;
    part += text.slice(begin, at);
    begin = at + 1;
    if (ends && part !== '') {
      yield part;
      part = '';
    }
  }
}

/** JSON text with what stands outside its strings changed, part by part. */
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

/** Where the next bracket, comma or white space is that is in no string; the end if there is none. */
function nextMark(text: string, from: number): number {
  let at = from;
  while (at < text.length && !MARKS.has(text.charCodeAt(at))) {
    at = (text.charCodeAt(at) === QUOTE ? endOfString(text, at) : at) + 1;
  }
  return at;
}

/** Where the string ends that begins at `start`: the place of its closing quote. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}

const codesOf = (characters: string): Set<number> =>
  new Set(Array.from(characters, (character) => character.charCodeAt(0)));

/** White space between tokens: RFC 8259, section 2. */
const SPACES = codesOf(' \t\n\r');
const MARKS = new Set([...SPACES, ...codesOf('[]{},')]);
const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const isSpace = (text: string, at: number): boolean => SPACES.has(text.charCodeAt(at));

/** One level deeper at an opening bracket, one less at a closing one. */
function stepAt(text: string, at: number): number {
  switch (text[at]) {
    case '{':
    case '[':
      return 1;
    case '}':
    case ']':
      return -1;
    default:
      return 0;
  }
}

/** `value` as JSON, in which every {@link JsonText} stands as it is. Undefined members are left out. */
export function encodeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (value instanceof ExactNumber) return value.source;
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${encodeJson(member)}`).join(',')}}`;
}

/** The value of JSON text; undefined when it is none. The parser's own words quote the text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whether `value` is a JSON object: not null, not an array, not a number that no double holds. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' &&
  value !== null &&
  !Array.isArray(value) &&
  !(value instanceof ExactNumber);
