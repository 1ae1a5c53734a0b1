/** The Levenshtein distance: how many letters must be put in, left out or changed. */
const distance = (from: string, to: string): number => {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...to].entries()) {
      const change = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(change, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
};

/** More than a third of a word wrong is not a slip of the finger any more. */
const TOLERANCE = 1 / 3;

/** The known word that `word` was probably meant to be, if any is near enough; case is no slip. */
export const nearest = (word: string, known: readonly string[]): string | undefined =>
  known
    .map((candidate) => ({
      candidate,
      slips: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, slips }) => slips <= candidate.length * TOLERANCE)
    .sort((one, other) => one.slips - other.slips)
    .at(0)?.candidate;
