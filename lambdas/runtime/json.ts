/** A string is one token; so is a punctuator, and a run of anything else (number, true, false, null). */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[[\]{}:,]|[^\s[\]{}:,"]+/gs;

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
    [...partsOf(text)].map(([name = '', , ...value]) => [String(JSON.parse(name)), value.join('')]),
  );

/**
 * The JSON text of each element of the list that `text` holds, exact as with {@link memberTexts}.
 *
 * @param text valid JSON whose value is a list
 */
export const elementTexts = (text: string): string[] =>
  [...partsOf(text)].map((tokens) => tokens.join(''));

/** The tokens of what stands between the outermost brackets, parted by the commas there. */
function* partsOf(text: string): Generator<string[]> {
  let depth = 0;
  let part: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (CLOSING.has(token)) depth -= 1;
    const ends = depth === 0 || (depth === 1 && token === ',');
    if (!ends) part.push(token);
    else if (part.length > 0) {
      yield part;
      part = [];
    }
    if (OPENING.has(token)) depth += 1;
  }
}

const OPENING = new Set(['{', '[']);
const CLOSING = new Set(['}', ']']);

/** `value` as JSON, in which every {@link JsonText} stands as it is. Undefined members are left out. */
export function encodeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
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

/** Whether `value` is a JSON object: not null, not an array. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
