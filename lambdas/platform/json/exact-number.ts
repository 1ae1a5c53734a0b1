import { type Decimal, decimal, orderOfDecimals, sameNumber } from './decimal.ts';

declare global {
  interface JSON {
    /** ECMAScript 2026 (JSON.parse source text access). Node supports it since 21; TypeScript's lib does not yet declare it. */
    rawJSON(text: string): unknown;
  }
}

const ZERO: Decimal = { negative: false, digits: '', exponent: 0 };

/**
 * A JSON number that a double cannot represent, such as 12345678901234567890, in its original spelling.
 * A number that a double can represent is never an `ExactNumber`, so the two kinds are never equal.
 */
export class ExactNumber {
  readonly source: string;
  #double: number | undefined;
  #decimal: Decimal | undefined;
  #identity: string | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** The nearest double. Cached, because long numbers may be compared often. */
  get double(): number {
    this.#double ??= Number(this.source);
    return this.#double;
  }

  /** The parsed digits, cached. */
  get decimal(): Decimal {
    this.#decimal ??= decimal(this.source) ?? ZERO;
    return this.#decimal;
  }

  /** A canonical text: equal for equal numbers, regardless of spelling. */
  get identity(): string {
    const { negative, digits, exponent } = this.decimal;
    this.#identity ??= `${negative ? '-' : ''}${digits}e${exponent}`;
    return this.#identity;
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.source);
  }
}

/** Returns `value`, the double that `source` was parsed into, if it is exact; otherwise an {@link ExactNumber}. */
export function exactNumber(value: number, source: string): number | ExactNumber {
  const printed = String(value);
  const held = printed === source || sameNumber(decimal(printed), decimal(source));
  return held ? value : new ExactNumber(source);
}

export const isNumeric = (value: unknown): value is number | ExactNumber =>
  typeof value === 'number' || value instanceof ExactNumber;

/** Whether two scalars are the same JSON value. Numbers are compared exactly. */
export const isSameScalar = (a: unknown, b: unknown): boolean =>
  a === b || (a instanceof ExactNumber && b instanceof ExactNumber && a.identity === b.identity);

/** Whether a scalar is an element of a list. */
export const hasElement = (list: readonly unknown[], scalar: unknown): boolean =>
  scalar instanceof ExactNumber
    ? list.some((element) => isSameScalar(element, scalar))
    : list.includes(scalar);

/**
 * Returns a negative number when `a` is less than `b`, 0 when they are equal. Digits are compared only
 * when the nearest doubles are equal, because rounding never reverses an order.
 */
export function orderOfNumbers(a: number | ExactNumber, b: number | ExactNumber): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const [x, y] = [doubleOf(a), doubleOf(b)];
  if (x !== y) return x < y ? -1 : 1;
  return orderOfDecimals(decimalOf(a), decimalOf(b));
}

const doubleOf = (number: number | ExactNumber): number =>
  typeof number === 'number' ? number : number.double;

const decimalOf = (number: number | ExactNumber): Decimal =>
  typeof number === 'number' ? (decimal(String(number)) ?? ZERO) : number.decimal;
