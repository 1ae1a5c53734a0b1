/** A write unit covers this much of an item. */
const WRITE_UNIT_BYTES = 1_024;

/**
 * The size of an item in bytes, by which DynamoDB charges: names and values.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export const itemSize = (item: Readonly<Record<string, unknown>>): number =>
  Object.entries(item).reduce(
    (sum, [name, value]) =>
      value === undefined ? sum : sum + Buffer.byteLength(name) + valueSize(value),
    0,
  );

/** The write units of an item of this size, in its table or in an index. */
export const writeUnits = (bytes: number): number =>
  Math.max(1, Math.ceil(bytes / WRITE_UNIT_BYTES));

const COLLECTION_BYTES = 3;
const ELEMENT_BYTES = 1;

function valueSize(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value === 'number' || typeof value === 'bigint') return numberSize(String(value));
  if (value instanceof Uint8Array) return value.byteLength;
  if (value instanceof Set) return sum([...value].map(valueSize));
  if (Array.isArray(value)) {
    return COLLECTION_BYTES + sum(value.map((element) => ELEMENT_BYTES + valueSize(element)));
  }
  if (typeof value !== 'object' || value === null) return 1;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return COLLECTION_BYTES + members.length * ELEMENT_BYTES + itemSize(Object.fromEntries(members));
}

/**
 * One byte for every two significant digits, one for the exponent, and one for a sign. AWS calls this an
 * approximation.
 */
function numberSize(text: string): number {
  const digits = text
    .replace(/e.*$/i, '')
    .replace(/\D/g, '')
    .replace(/^0+|0+$/g, '');
  return Math.ceil(digits.length / 2) + 1 + (text.startsWith('-') ? 1 : 0);
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0);
