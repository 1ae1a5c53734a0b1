import damerauLevenshtein from 'damerau-levenshtein';

/**
 * The longest text that is compared, because the work grows with the product of both lengths, and
 * tenants choose one of them. All known names are much shorter.
 */
const LONGEST = 64;

/**
 * The number of insertions, deletions, substitutions and swaps of adjacent characters between two
 * texts (optimal string alignment); infinite when one of them is too long to be a typo of a name.
 */
export const editDistance = (a: string, b: string): number =>
  Math.max(a.length, b.length) > LONGEST
    ? Number.POSITIVE_INFINITY
    : damerauLevenshtein(a, b).steps;

/** The largest share of a word that may differ for a typo. */
const TOLERANCE = 1 / 3;

/** The known word closest to `word`, if it is within the tolerance. Case is ignored. */
export const nearest = (word: string, known: readonly string[]): string | undefined =>
  known
    .map((candidate) => ({
      candidate,
      typos: editDistance(word.toLowerCase(), candidate.toLowerCase()),
    }))
    .filter(({ candidate, typos }) => typos <= candidate.length * TOLERANCE)
    .sort((one, other) => one.typos - other.typos)
    .at(0)?.candidate;

/** One typo is allowed per this many letters, and at least one. */
const LETTERS_PER_TYPO = 5;

/**
 * In a name of at most this many letters, a substitution makes another word: `type` is not a typo of
 * `time`.
 */
const SHORT = 4;

/**
 * The known member that an unknown one probably means: another spelling, such as `tenantId` for
 * `tenant_id`; an abbreviation, such as `destination` for `destination_id`; or a typo.
 */
export function nearestMember(name: string, known: readonly string[]): string | undefined {
  const word = lettersOf(name);
  const same = known.find((candidate) => lettersOf(candidate) === word);
  if (same !== undefined || word === '') return same;
  const whole = known.find((candidate) => candidate.startsWith(`${name.toLowerCase()}_`));
  return whole ?? known.find((candidate) => isTypo(word, lettersOf(candidate)));
}

const lettersOf = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

function isTypo(word: string, known: string): boolean {
  if (editDistance(word, known) > Math.max(1, Math.floor(known.length / LETTERS_PER_TYPO)))
    return false;
  return known.length > SHORT || word.length !== known.length || sorted(word) === sorted(known);
}

const sorted = (word: string): string => [...word].sort().join('');
