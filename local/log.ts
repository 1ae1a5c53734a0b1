/** Writes one line to the local stack's log. */
export type Log = (source: string, line: string) => void;

const QUIET_KEYS = new Set([
  '_aws',
  'level',
  'message',
  'timestamp',
  'service',
  'function_request_id',
  'xray_trace_id',
]);

/** A log that passes one human-readable line per entry to `write`. */
export const readableLog =
  (write: (line: string) => void): Log =>
  (source, line) => {
    const text = readable(line);
    if (text !== undefined) write(`${source.padEnd(10)} ${text}`);
  };

/**
 * Formats a function's structured log entry for reading. Counters are shown as
 * details; their declaration for CloudWatch is omitted.
 */
const readable = (line: string): string | undefined => {
  const entry = parseEntry(line);
  if (entry === undefined) return escapeEachLine(line);
  const details = Object.entries(entry)
    .filter(([key]) => !QUIET_KEYS.has(key))
    .map(([key, value]) => `${onOneLine(key)}=${detail(value)}`);
  return [detail(entry.level ?? 'info').toLowerCase(), detail(entry.message), ...details].join(' ');
};

const detail = (value: unknown): string => {
  if (typeof value === 'string') return onOneLine(value);
  // An error is shown by its multi-line stack trace.
  const stack = typeof value === 'object' && value !== null && 'stack' in value && value.stack;
  if (typeof stack === 'string') return escapeEachLine(stack);
  return onOneLine(JSON.stringify(value));
};

/** Keeps the line breaks of stack traces. */
const escapeEachLine = (text: string): string => text.split('\n').map(onOneLine).join('\n');

const parseEntry = (line: string): Record<string, unknown> | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};

/** All characters that end a line or control a terminal, except tabs. */
const CONTROL = /[^\P{Cc}\t]|[\p{Bidi_Control}\u2028\u2029]/gu;

/** Escapes text from outside, such as a path, so that it stays in one log line. */
export const onOneLine = (text: string): string => text.replace(CONTROL, escaped);

const escaped = (character: string): string =>
  `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
