/**
 * The optimal string alignment distance: how many letters must be put in, left out or changed, or
 * neighbours swapped.
 */
function distance(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const isSwapped = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      const swap = isSwapped ? (before[j - 2] ?? 0) + 1 : change;
      next.push(Math.min(change, swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    [before, row] = [row, next];
  }
  return row.at(-1) ?? 0;
}

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

/** A slip for so many letters, but at least one: more of them make another name. */
const LETTERS_A_SLIP = 5;

/** With a letter changed, a name of so few is another word: `type` is not meant to be `time`. */
const SHORT = 4;

/**
 * The known member that an unknown one was probably meant to be: spelt otherwise, as `tenantId` for
 * `tenant_id`; cut short, as `destination` for `destination_id`; or with slips.
 */
export function nearestMember(name: string, known: readonly string[]): string | undefined {
  const word = lettersOf(name);
  const same = known.find((candidate) => lettersOf(candidate) === word);
  if (same !== undefined || word === '' || word.length > LONGEST) return same;
  const whole = known.find((candidate) => candidate.startsWith(`${name.toLowerCase()}_`));
  return whole ?? known.find((candidate) => isSlip(word, lettersOf(candidate)));
}

/** No name of a member comes near to so many letters. */
const LONGEST = 64;

const lettersOf = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

function isSlip(word: string, known: string): boolean {
  if (distance(word, known) > Math.max(1, Math.floor(known.length / LETTERS_A_SLIP))) return false;
  return known.length > SHORT || word.length !== known.length || sorted(word) === sorted(known);
}

const sorted = (word: string): string => [...word].sort().join('');
