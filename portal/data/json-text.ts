/**
 * Reads JSON as text. JSON.parse would round numbers such as 12345678901234567890 and rewrite others,
 * such as 1.0; here every token stays as the server sent it. The text must be valid JSON.
 */

/** A JSON object in two parts. */
export interface Split {
  /** The exact text of the member. */
  readonly member: string;
  /** The object, with null in place of the member's value. */
  readonly rest: string;
}

/** Separates a member from a JSON object; undefined if it has none of that name. */
export function splitMember(json: string, name: string): Split | undefined {
  let position = json.indexOf('{') + 1;
  for (;;) {
    const nameStart = json.indexOf('"', position);
    if (nameStart < 0) return undefined;
    const nameEnd = endOfString(json, nameStart);
    const start = afterSpace(json, json.indexOf(':', nameEnd) + 1);
    const end = endOfValue(json, start);
    if (JSON.parse(json.slice(nameStart, nameEnd)) === name) {
      return {
        member: json.slice(start, end),
        rest: `${json.slice(0, start)}null${json.slice(end)}`,
      };
    }
    position = afterSpace(json, end);
    if (json[position] !== ',') return undefined;
  }
}

/** The exact texts of the elements of a JSON array. */
export function elementsOf(json: string): string[] {
  const elements: string[] = [];
  let position = afterSpace(json, json.indexOf('[') + 1);
  while (position < json.length && json[position] !== ']') {
    const end = endOfValue(json, position);
    elements.push(json.slice(position, end));
    position = afterSpace(json, end);
    if (json[position] === ',') position = afterSpace(json, position + 1);
  }
  return elements;
}

/** The beginning of an indented text. */
export interface Head {
  readonly text: string;
  readonly isWhole: boolean;
}

/** Indents JSON, up to about `limit` characters, so that a large text takes no longer than a small one. */
export function indented(json: string, limit: number): Head {
  const parts: string[] = [];
  let length = 0;
  let depth = 0;
  const write = (part: string) => {
    parts.push(part);
    length += part.length;
  };
  const newLine = () => write(`\n${'  '.repeat(depth)}`);

  let position = afterSpace(json, 0);
  while (position < json.length) {
    if (length >= limit) return { text: parts.join(''), isWhole: false };
    const end = endOfToken(json, position);
    const token = json.slice(position, end);
    position = afterSpace(json, end);
    const isClosedAtOnce = /^[}\]]/.test(json.slice(position, position + 1));
    if (token === '{' || token === '[') {
      write(token);
      if (isClosedAtOnce) continue;
      depth += 1;
      newLine();
    } else if (token === '}' || token === ']') {
      if (!/[{[]$/.test(parts.at(-1) ?? '')) {
        depth -= 1;
        newLine();
      }
      write(token);
    } else if (token === ',') {
      write(token);
      newLine();
    } else if (token === ':') {
      write(': ');
    } else if (length + token.length > limit) {
      write(cut(token, limit - length));
      return { text: parts.join(''), isWhole: false };
    } else {
      write(token);
    }
  }
  return { text: parts.join(''), isWhole: true };
}

/** The first `length` characters, without half a surrogate pair at the end. */
const cut = (text: string, length: number): string =>
  text.slice(0, length).replace(/[\uD800-\uDBFF]$/, '');

const QUOTE = 34;
const BACKSLASH = 92;

function endOfString(json: string, start: number): number {
  let position = start + 1;
  while (position < json.length && json.charCodeAt(position) !== QUOTE) {
    position += json.charCodeAt(position) === BACKSLASH ? 2 : 1;
  }
  return position + 1;
}

const isSpace = (code: number): boolean => code === 32 || (code >= 9 && code <= 13);

function afterSpace(json: string, start: number): number {
  let position = start;
  while (isSpace(json.charCodeAt(position))) position += 1;
  return position;
}

const PUNCTUATION = '{}[],:';

function endOfToken(json: string, start: number): number {
  const first = json.charAt(start);
  if (first === '"') return endOfString(json, start);
  if (PUNCTUATION.includes(first)) return start + 1;
  let position = start + 1;
  while (
    position < json.length &&
    !PUNCTUATION.includes(json.charAt(position)) &&
    !isSpace(json.charCodeAt(position))
  ) {
    position += 1;
  }
  return position;
}

function endOfValue(json: string, start: number): number {
  let position = start;
  let depth = 0;
  do {
    const token = json.charAt(position);
    if (token === '{' || token === '[') depth += 1;
    if (token === '}' || token === ']') depth -= 1;
    position = endOfToken(json, position);
    if (depth > 0) position = afterSpace(json, position);
  } while (depth > 0 && position < json.length);
  return position;
}
