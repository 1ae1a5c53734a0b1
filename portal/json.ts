/** A number that a double cannot represent, such as 12345678901234567890, in its spelling. */
export class ExactNumber {
  readonly source: string;

  constructor(source: string) {
    this.source = source;
  }

  toString(): string {
    return this.source;
  }

  /**
   * Browsers without `rawJSON` pass no source text to revivers either, so they never create an
   * `ExactNumber`.
   */
  toJSON(): unknown {
    return JSON.rawJSON(this.source);
  }
}

/** ECMAScript 2026 (JSON.parse source text access). TypeScript's lib does not yet declare it. */
declare global {
  interface JSON {
    rawJSON(text: string): unknown;
  }
}

/**
 * Numbers that a double may not represent: 16 digits or more, or an exponent of three digits. Matches
 * inside strings cost time and have no effect.
 */
const MAYBE_LONG = /\d[\d.]{15}|\d[eE][-+]?\d{3}/;

/**
 * Parses JSON. Numbers that a double does not represent become `ExactNumber`. Parsing with a reviver takes
 * five times as long, so only texts that may have long numbers are parsed with one.
 */
export const parseJson = <Data = unknown>(text: string): Data =>
  MAYBE_LONG.test(text) ? JSON.parse(text, keepExact) : JSON.parse(text);

const keepExact = (_key: string, value: unknown, context?: { source?: string }): unknown =>
  typeof value === 'number' && context?.source !== undefined && !isExact(value, context.source)
    ? new ExactNumber(context.source)
    : value;

/** Whether a double has the digits of `source`. */
const isExact = (value: number, source: string): boolean =>
  String(value) === source || digitsOf(String(value)) === digitsOf(source);

/** The significant digits with their exponent, in one spelling. */
const digitsOf = (number: string): string => {
  const [, sign = '', whole = '', fraction = '', power = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(number) ?? [];
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  if (digits === '') return '0';
  return `${sign}${digits}e${Number(power) - fraction.length + all.length - digits.length}`;
};
