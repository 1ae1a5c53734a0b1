/** The severity of a log line. `silent` as a minimum level writes nothing. */
const LEVELS = { debug: 0, info: 1, warn: 2, error: 3, silent: 4 } as const;

/** The levels that `LOG_LEVEL` may name. */
export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];
type Fields = Readonly<Record<string, unknown>>;

/** Fields of every line of an invocation. */
let invocation: Fields = {};

/** Sets fields that every line contains until the next call. */
export const setInvocation = (fields: Fields): void => {
  invocation = fields;
};

/**
 * Structured logger: one JSON object per line, as Lambda's JSON log format expects it
 * (https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html). Log only
 * ids, counts and delivery results; never payloads or credentials. `LOG_LEVEL` is the lowest level
 * that is written @default info
 */
export const logger = {
  debug: (message: string, fields?: Fields): void => write('debug', message, fields),
  info: (message: string, fields?: Fields): void => write('info', message, fields),
  warn: (message: string, fields?: Fields): void => write('warn', message, fields),
  error: (message: string, fields?: Fields): void => write('error', message, fields),
};

/** Whether lines of `level` are written. */
export const isLogged = (level: LogLevel): boolean => LEVELS[level] >= LEVELS[minimumLevel()];

function minimumLevel(): keyof typeof LEVELS {
  const name = process.env.LOG_LEVEL?.toLowerCase() ?? '';
  return Object.hasOwn(LEVELS, name) ? (name as keyof typeof LEVELS) : 'info';
}

function write(level: LogLevel, message: string, fields: Fields = {}): void {
  if (isLogged(level)) writeLine({ ...header(level, message), ...fields });
}

/** The fields with which each line begins. */
export const header = (level: LogLevel, message: string) => ({
  level: level.toUpperCase(),
  message,
  timestamp: new Date().toISOString(),
  service: process.env.SERVICE_NAME,
  xray_trace_id: /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1],
  ...invocation,
});

/**
 * Writes an object as one line. Not through `console`, which Lambda replaces with a function that wraps
 * the line in an object of its own.
 */
export const writeLine = (line: Fields): void => {
  process.stdout.write(`${jsonOf(line)}\n`);
};

/**
 * An error may contain values that JSON cannot represent, such as a socket that refers to itself. They are
 * written as text.
 */
function jsonOf(line: Fields): string {
  try {
    return JSON.stringify(line, readable);
  } catch {
    const { inspect } = process.getBuiltinModule('node:util');
    const fields = Object.entries(line).map(([name, value]) => [
      name,
      typeof value === 'object' ? inspect(value) : value,
    ]);
    return JSON.stringify(Object.fromEntries(fields), readable);
  }
}

/**
 * The most characters of a text in a line, and of an error's stack. Callers choose some texts, such as
 * paths. The longest path of an existing resource is half as long.
 */
const MAX_TEXT = 1_024;
const MAX_STACK = 4_096;

/** Makes errors and big integers readable, which JSON omits or rejects, and shortens long texts. */
function readable(key: string, value: unknown): unknown {
  if (typeof value === 'string') return shortened(value, key === 'stack' ? MAX_STACK : MAX_TEXT);
  if (typeof value === 'bigint') return String(value);
  if (!(value instanceof Error)) return value;
  const { name, message, stack, cause } = value;
  return { ...value, name, message, stack, cause };
}

const shortened = (text: string, max: number): string =>
  text.length > max ? `${text.slice(0, max).toWellFormed()}…` : text;
