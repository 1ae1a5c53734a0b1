/** A number of bytes, such as `1.2 kB`. */
export function bytes(count: number): string {
  const rounded = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
  if (count < 1_000) return count === 1 ? '1 byte' : `${count} bytes`;
  return count < 1_000_000
    ? `${rounded.format(count / 1_000)} kB`
    : `${rounded.format(count / 1_000_000)} MB`;
}

/** A count, such as `12,345`. */
export const count = (value: number): string => new Intl.NumberFormat('en-GB').format(value);
