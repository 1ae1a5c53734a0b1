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
export function memberTexts(text: string): Map<string, string> {
  const members = new Map<string, string>();
  let depth = 0;
  let name: string | undefined;
  let value = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '}' || token === ']') depth -= 1;
    if (name !== undefined && ((depth === 1 && token === ',') || depth === 0)) {
      members.set(name, value);
      name = undefined;
    } else if (name !== undefined) {
      value += value === '' && token === ':' ? '' : token;
    } else if (depth === 1 && token !== ',') {
      name = String(JSON.parse(token));
      value = '';
    }
    if (token === '{' || token === '[') depth += 1;
  }
  return members;
}

/** `value` as JSON, in which every {@link JsonText} stands as it is. Undefined members are left out. */
export function encodeJson(value: unknown): string {
  if (value instanceof JsonText) return value.text;
  if (Array.isArray(value)) return `[${value.map(encodeJson).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${members.map(([name, member]) => `${JSON.stringify(name)}:${encodeJson(member)}`).join(',')}}`;
}

/** Whether `value` is a JSON object: not null, not an array. */
export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
