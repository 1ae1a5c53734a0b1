import { onOneLine } from './one-line.ts';

/** Where the house tells what happens, a line at a time. */
export type Log = (source: string, line: string) => void;

const QUIET_KEYS = new Set([
  'level',
  'message',
  'timestamp',
  'service',
  'sampling_rate',
  'cold_start',
  'function_name',
  'function_arn',
  'function_memory_size',
  'function_request_id',
  'xray_trace_id',
]);

/** A log that writes one readable line per entry to `write`. */
export const readableLog =
  (write: (line: string) => void): Log =>
  (source, line) => {
    const text = readable(line);
    if (text !== undefined) write(`${source.padEnd(10)} ${text}`);
  };

/** A function's structured log entry as people read it; metrics are left out, all else stays. */
const readable = (line: string): string | undefined => {
  const entry = parseEntry(line);
  if (entry === undefined) return onTheirLines(line);
  if ('_aws' in entry) return undefined;
  const details = Object.entries(entry)
    .filter(([key]) => !QUIET_KEYS.has(key))
    .map(([key, value]) => `${onOneLine(key)}=${detail(value)}`);
  return [detail(entry.level ?? 'info').toLowerCase(), detail(entry.message), ...details].join(' ');
};

const detail = (value: unknown): string => {
  if (typeof value === 'string') return onOneLine(value);
  // An error is told by its stack, over several lines, as a person wants to read it.
  const stack = typeof value === 'object' && value !== null && 'stack' in value && value.stack;
  if (typeof stack === 'string') return onTheirLines(stack);
  return onOneLine(JSON.stringify(value));
};

/** The stacks of errors keep their lines. */
const onTheirLines = (text: string): string => text.split('\n').map(onOneLine).join('\n');

const parseEntry = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
