/**
 * Draws one of several options by their probabilities; the remaining probability returns
 * `otherwise`.
 */
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
