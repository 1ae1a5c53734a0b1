import { createHash } from 'node:crypto';
import { endOfString } from './json.ts';

/**
 * Parses JSON, like `JSON.parse`, and reads the names that have escapes correctly.
 *
 * V8 reads such a name as that of an earlier object if the two begin alike as text: after `{"\\":1}`,
 * the name in `{"\u540d":1}` is `\`, so that the data of one tenant would change how the data of
 * another is read (https://github.com/nodejs/node/issues/63785, open in Node 24 and 26). A text with
 * such names, which few have, is parsed a second time, without the escapes of the first 20,000.
 *
 * @throws SyntaxError when `text` is not JSON
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  const escaped = escapedNames(text);
  if (escaped.length === 0) return parsed;
  // No text contains its own digest.
  const mark = createHash('sha256').update(text).digest('base64');
  const replacements = new Map<string, string>();
  const parts: string[] = [];
  let begin = 0;
  for (const { start, end } of escaped) {
    const written = text.slice(start, end);
    const replacement = replacements.get(written) ?? withoutEscapes(written, mark);
    replacements.set(written, replacement);
    parts.push(text.slice(begin, start), replacement);
    begin = end;
  }
  const plain = parts.join('') + text.slice(begin);
  const value: unknown = JSON.parse(plain);
  return plain.includes(mark) ? restoreNames(value, mark) : value;
}

/** Returns the JSON of a name without escapes. A name that cannot be without them gets a placeholder. */
function withoutEscapes(json: string, mark: string): string {
  const name: string = JSON.parse(json);
  const shortest = JSON.stringify(name);
  if (!shortest.includes('\\')) return shortest;
  return `"${mark}${Buffer.from(name, 'utf16le').toString('base64')}"`;
}

/** Parses JSON. Returns undefined for invalid text; the parser's error message would quote the text. */
export function tryParseJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** The position of a string in a text, with its quotes. */
interface Place {
  readonly start: number;
  readonly end: number;
}

const NAME_SEPARATOR = /\s*:/y;

/**
 * Names with escapes that are read correctly in one text. Each takes several times what `JSON.parse`
 * takes for it: without a limit, a text of 6 MB could take seconds.
 */
const MAX_NAMES = 20_000;

/** Finds the first names of members that are written with escapes in valid JSON. */
function escapedNames(text: string): Place[] {
  const places: Place[] = [];
  let at = text.indexOf('\\');
  while (at >= 0 && places.length < MAX_NAMES) {
    // In valid JSON, escapes are inside strings, and this is the first one of its string.
    const end = endOfString(text, at - 1) + 1;
    NAME_SEPARATOR.lastIndex = end;
    if (NAME_SEPARATOR.test(text)) places.push({ start: text.lastIndexOf('"', at), end });
    at = text.indexOf('\\', end);
  }
  return places;
}

/** Iterative: the text may be deeply nested. */
function restoreNames(parsed: unknown, mark: string): unknown {
  const root = { parsed };
  const open: object[] = [root];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [name, member] of Object.entries(next)) {
      if (typeof member !== 'object' || member === null) continue;
      const restored = Array.isArray(member) ? member : withNames(member, mark);
      // The object has the member, so that `__proto__` is not its prototype either.
      if (restored !== member) Reflect.set(next, name, restored);
      open.push(restored);
    }
  }
  return root.parsed;
}

/** Returns an object with its own names, in the order of its members. */
function withNames(object: object, mark: string): object {
  const members = Object.entries(object);
  if (!members.some(([name]) => name.startsWith(mark))) return object;
  return Object.fromEntries(members.map(([name, value]) => [restoredName(name, mark), value]));
}

const restoredName = (name: string, mark: string): string =>
  name.startsWith(mark) ? Buffer.from(name.slice(mark.length), 'base64').toString('utf16le') : name;
