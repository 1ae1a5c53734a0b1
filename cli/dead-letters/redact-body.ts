import { isJsonObject } from '../../lambdas/platform/json/json.ts';
import { tryParseJson } from '../../lambdas/platform/json/parse-json.ts';
import { cut } from '../escape-control-chars.ts';
import { isSecretName, isSecretValue } from './secrets.ts';

/** How much of a body is shown: its fields, with only the size of `data`, or with the data. */
export type BodyView = 'outline' | 'data';

const HIDDEN = '[hidden]';
const MAX_DEPTH = 8;
const MAX_MEMBERS = 50;
const MAX_ELEMENTS = 10;
const MAX_CHARACTERS = 200;
/** Maximum characters of a body, as JSON. */
const MAX_SHOWN = 4_000;

/**
 * Formats a message's body for display, as text of at most 4,000 characters. Secrets, recognized by
 * field name or by pattern, are hidden at any depth, also in JSON inside strings. In a body that is
 * not JSON, where a secret could be anywhere, all letters and digits are masked.
 */
export function redactBody(body: string, showing: BodyView): string {
  const value = tryParseJson(body);
  if (value === undefined) return `not JSON: ${cut(outlineOf(body), MAX_CHARACTERS)}`;
  return cut(JSON.stringify(shown(value, showing, 0)), MAX_SHOWN);
}

const outlineOf = (text: string): string =>
  text
    .slice(0, MAX_CHARACTERS + 1)
    .replace(/\p{L}/gu, 'x')
    .replace(/\p{N}/gu, '0');

function shown(value: unknown, showing: BodyView, depth: number): unknown {
  if (typeof value === 'string') return shownText(value, showing, depth);
  if (depth === MAX_DEPTH && typeof value === 'object') return '…';
  if (Array.isArray(value)) return shownList(value, showing, depth);
  return isJsonObject(value) ? shownObject(value, showing, depth) : value;
}

/** JSON inside a string, such as a delivery's data, is shown parsed. */
function shownText(text: string, showing: BodyView, depth: number): unknown {
  const value = /^\s*[[{]/.test(text) ? tryParseJson(text) : undefined;
  if (value !== undefined) return shown(value, showing, depth);
  return isSecretValue(text) ? HIDDEN : cut(text, MAX_CHARACTERS);
}

function shownList(list: readonly unknown[], showing: BodyView, depth: number): unknown[] {
  const first = list.slice(0, MAX_ELEMENTS).map((element) => shown(element, showing, depth + 1));
  return list.length > MAX_ELEMENTS ? [...first, more(list.length - MAX_ELEMENTS)] : first;
}

function shownObject(object: Record<string, unknown>, showing: BodyView, depth: number): object {
  const members = Object.entries(object);
  const first = members
    .slice(0, MAX_MEMBERS)
    .map(([name, value]) => [cut(name, MAX_CHARACTERS), shownMember(name, value, showing, depth)]);
  const rest = members.length - MAX_MEMBERS;
  return Object.fromEntries(rest > 0 ? [...first, ['…', more(rest)]] : first);
}

function shownMember(name: string, value: unknown, showing: BodyView, depth: number): unknown {
  if (isSecretName(name)) return HIDDEN;
  if (name === 'data' && showing === 'outline') return sizeOf(value);
  return shown(value, showing, depth + 1);
}

const more = (count: number): string => `… ${count} more`;

function sizeOf(data: unknown): string {
  try {
    const text = typeof data === 'string' ? data : JSON.stringify(data);
    return `[${Buffer.byteLength(text)} bytes]`;
  } catch {
    // Too deeply nested for the stack: JSON.parse can read it, JSON.stringify cannot write it.
    return '[nested too deeply to measure]';
  }
}
