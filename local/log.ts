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
  if (entry === undefined) return line;
  if ('_aws' in entry) return undefined;
  const details = Object.entries(entry)
    .filter(([key]) => !QUIET_KEYS.has(key))
    .map(([key, value]) => `${key}=${detail(value)}`);
  return [String(entry.level ?? 'info').toLowerCase(), entry.message, ...details].join(' ');
};

const detail = (value: unknown): string => {
  if (typeof value === 'string') return value;
  // An error is told by its stack, over several lines, as a person wants to read it.
  const stack = typeof value === 'object' && value !== null && 'stack' in value && value.stack;
  return typeof stack === 'string' ? stack : JSON.stringify(value);
};

const parseEntry = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
