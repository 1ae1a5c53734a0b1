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

/** An estimate in dollars, such as `about US$1.30`. */
export const dollars = (amount: number): string => {
  const { format } = new Intl.NumberFormat('en-GB', { style: 'currency', currency: 'USD' });
  return amount < 0.01 ? `less than ${format(0.01)}` : `about ${format(amount)}`;
};

/** A duration, such as `15 minutes`. */
export const duration = (seconds: number): string => {
  const [unit, size] =
    seconds % 3600 === 0
      ? (['hour', 3600] as const)
      : seconds % 60 === 0
        ? (['minute', 60] as const)
        : (['second', 1] as const);
  const format = new Intl.NumberFormat('en-GB', { style: 'unit', unit, unitDisplay: 'long' });
  return format.format(seconds / size);
};
