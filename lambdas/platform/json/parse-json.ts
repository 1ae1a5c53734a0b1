import { createHash } from 'node:crypto';
import { endOfString, isJsonObject } from './json.ts';

/**
 * Parses JSON, like `JSON.parse`, and reads the names that have escapes correctly.
 *
 * V8 reads such a name as that of an earlier object if the two begin alike as text: after `{"\\":1}`,
 * the name in `{"\u540d":1}` is `\`, so that the data of one tenant would change how the data of
 * another is read (https://github.com/nodejs/node/issues/63785, open in Node 24 and 26). A text with
 * such names, which few have, is parsed a second time, without the escapes.
 *
 * @throws SyntaxError when `text` is not JSON
 */
export function parseJson(text: string): unknown {
  const parsed: unknown = JSON.parse(text);
  const escaped = escapedNames(text);
  if (escaped.length === 0) return parsed;
  // No text contains its own digest.
  const mark = createHash('sha256').update(text).digest('base64');
  const names = new Map<string, string>();
  let marked = '';
  let begin = 0;
  for (const [index, { start, end }] of escaped.entries()) {
    const placeholder = `${mark}${index}`;
    names.set(placeholder, JSON.parse(text.slice(start, end)));
    marked += `${text.slice(begin, start)}"${placeholder}"`;
    begin = end;
  }
  const value: unknown = JSON.parse(marked + text.slice(begin));
  restoreNames(value, names);
  return value;
}

/** Parses JSON. Returns undefined for invalid text; the parser's error message would quote the text. */
export function parsedJson(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Where a string is in a text, with its quotes. */
interface Place {
  readonly start: number;
  readonly end: number;
}

const NAME_SEPARATOR = /\s*:/y;

/** Finds the names of members that are written with escapes in valid JSON. */
function escapedNames(text: string): Place[] {
  const places: Place[] = [];
  let at = text.indexOf('\\');
  while (at >= 0) {
    // In valid JSON, escapes are inside strings, and this is the first one of its string.
    const end = endOfString(text, at - 1) + 1;
    NAME_SEPARATOR.lastIndex = end;
    if (NAME_SEPARATOR.test(text)) places.push({ start: text.lastIndexOf('"', at), end });
    at = text.indexOf('\\', end);
  }
  return places;
}

/** Iterative: the text may be deeply nested. */
function restoreNames(parsed: unknown, names: ReadonlyMap<string, string>): void {
  const open: unknown[] = [parsed];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) for (const element of next) open.push(element);
    else if (isJsonObject(next)) {
      for (const member of Object.values(next)) open.push(member);
      renameMembers(next, names);
    }
  }
}

/** Keeps the order of the members. The last of several members with one name counts. */
function renameMembers(object: Record<string, unknown>, names: ReadonlyMap<string, string>): void {
  const members = Object.entries(object);
  if (!members.some(([name]) => names.has(name))) return;
  for (const [name] of members) Reflect.deleteProperty(object, name);
  for (const [name, value] of members) {
    // Assigning to a member named `__proto__` would set the prototype.
    Object.defineProperty(object, names.get(name) ?? name, {
      ...{ value, configurable: true, enumerable: true, writable: true },
    });
  }
}
