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
export const sameNumber = (a: Decimal | undefined, b: Decimal | undefined): boolean =>
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
