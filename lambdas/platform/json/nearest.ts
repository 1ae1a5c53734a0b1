/**
 * The optimal string alignment distance: the number of insertions, deletions, substitutions and swaps
 * of adjacent characters.
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

/** The largest share of a word that may differ for a typo. */
const TOLERANCE = 1 / 3;

/** The known word closest to `word`, if it is within the tolerance. Case is ignored. */
export const nearest = (word: string, known: readonly string[]): string | undefined =>
  known
    .map((candidate) => ({
      candidate,
      typos: distance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, typos }) => typos <= candidate.length * TOLERANCE)
    .sort((one, other) => one.typos - other.typos)
    .at(0)?.candidate;

/** One typo is allowed per this many letters, and at least one. */
const LETTERS_PER_TYPO = 5;

/** In a name of at most this many letters, a substitution makes another word: `type` is not a typo of `time`. */
const SHORT = 4;

/**
 * The known member that an unknown one probably means: another spelling, such as `tenantId` for
 * `tenant_id`; an abbreviation, such as `destination` for `destination_id`; or a typo.
 */
export function nearestMember(name: string, known: readonly string[]): string | undefined {
  const word = lettersOf(name);
  const same = known.find((candidate) => lettersOf(candidate) === word);
  if (same !== undefined || word === '' || word.length > LONGEST) return same;
  const whole = known.find((candidate) => candidate.startsWith(`${name.toLowerCase()}_`));
  return whole ?? known.find((candidate) => isTypo(word, lettersOf(candidate)));
}

/** The longest name that is compared. All known members are much shorter. */
const LONGEST = 64;

const lettersOf = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

function isTypo(word: string, known: string): boolean {
  if (distance(word, known) > Math.max(1, Math.floor(known.length / LETTERS_PER_TYPO)))
    return false;
  return known.length > SHORT || word.length !== known.length || sorted(word) === sorted(known);
}

const sorted = (word: string): string => [...word].sort().join('');
