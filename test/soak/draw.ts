/** Draws one of several by their shares of 1; what they leave of it is for `otherwise`. */
export const draw = <Lot extends string>(
  shares: Readonly<Partial<Record<Lot, number>>>,
  otherwise: Lot,
): Lot => {
  let left = Math.random();
  for (const lot in shares) {
    left -= shares[lot] ?? 0;
    if (left < 0) return lot;
  }
  return otherwise;
};
