/**
 * A decimal number as people write it, taken apart: `digits` without zeros at either end
 * (none at all for zero), times ten to the power of `exponent`.
 */
export interface Decimal {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

/** The grammar of RFC 8259 section 6, and with it every finite number JavaScript prints. */
const spelling = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Reads a number in any JSON spelling, losing nothing; undefined when `text` is no number. */
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

/** Whether both are the same number, however they were spelt. */
export const sameNumber = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
  a?.negative === b?.negative && a?.digits === b?.digits && a?.exponent === b?.exponent;

/**
 * Negative when `a` is less than `b`, 0 when they are the same number. Digits begin with one that is
 * not zero and end with one, so that those of one magnitude compare as texts do.
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
 * Writes a number out without an exponent, or gives undefined when that takes more than
 * `longest` characters: `1e999999999` must not become a gigabyte.
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

// Loops, because /0+$/ takes quadratic time on a long run of zeros that a 1 ends.
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
