declare global {
  interface JSON {
    /**
     * ECMAScript 2026 (JSON.parse source text access). Node supports it since 21; TypeScript's lib does not
     * yet declare it.
     */
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

/**
 * Returns `value`, the double that `source` was parsed into, if it is exact; otherwise an {@link
 * ExactNumber}.
 */
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

/**
 * A parsed decimal number: `digits` times ten to the power of `exponent`. `digits` has no leading or
 * trailing zeros, and is empty for zero.
 */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** A superset of the grammar of RFC 8259, section 6. It includes every finite number JavaScript prints. */
const spelling = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Parses a number in any JSON spelling without loss. Returns undefined when `text` is not a number. */
export const decimal = (text: string): Decimal | undefined => {
  const [, sign, whole = '', fraction = '', power = '0'] = spelling.exec(text) ?? [];
  if (sign === undefined) return undefined;
  const all = whole + fraction;
  const end = lengthWithoutTrailingZeros(all);
  const digits = all.slice(leadingZeros(all), end);
  const exponent = Number(power) - fraction.length + (all.length - end);
  return digits === ''
    ? { negative: false, digits, exponent: 0 }
    : { negative: sign === '-', digits, exponent };
};

/** Whether both are the same number, regardless of spelling. */
const sameNumber = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
  a?.negative === b?.negative && a?.digits === b?.digits && a?.exponent === b?.exponent;

/**
 * Returns a negative number when `a` is less than `b`, 0 when they are equal. Digits have no leading or
 * trailing zeros, so digits of the same magnitude compare as text.
 */
export function orderOfDecimals(a: Decimal, b: Decimal): number {
  const [x, y] = [signOf(a), signOf(b)];
  if (x !== y) return x - y;
  return x * (magnitudeOf(a) - magnitudeOf(b) || orderOfTexts(a.digits, b.digits));
}

const signOf = ({ digits, negative }: Decimal): number => {
  if (digits === '') return 0;
  return negative ? -1 : 1;
};

const magnitudeOf = ({ digits, exponent }: Decimal): number => digits.length + exponent;

const orderOfTexts = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

/**
 * Formats a number without an exponent. Returns undefined when that takes more than `longest`
 * characters: `1e999999999` must not become a gigabyte.
 */
export const plainText = (
  { negative, digits, exponent }: Decimal,
  longest: number,
): string | undefined => {
  if (digits.length + Math.abs(exponent) > longest) return undefined;
  const sign = negative ? '-' : '';
  if (exponent >= 0) return `${sign}${digits}${'0'.repeat(exponent)}` || '0';
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
};

// Loops, because /0+$/ takes quadratic time on a long run of zeros followed by a 1.
const leadingZeros = (text: string): number => {
  let count = 0;
  while (text[count] === '0') count += 1;
  return count;
};

const lengthWithoutTrailingZeros = (text: string): number => {
  let length = text.length;
  while (text[length - 1] === '0') length -= 1;
  return length;
};
