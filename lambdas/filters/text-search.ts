import type { SpendSteps } from './step-budget.ts';

/**
 * The longest search text that V8 finds in linear time. Its Boyer-Moore search considers only the
 * last 250 characters of the search text (`kBMMaxShift`, src/strings/string-search.h). With a
 * longer one, a crafted input takes time proportional to the product of both lengths: finding
 * 16,000 characters in 262,144 takes more than a second.
 */
const LONGEST_FOR_V8 = 250;

/** Characters searched per step, by V8 and by {@link prefixMatcher}. */
const CHARACTERS_PER_STEP = { v8: 16, ours: 2 };

/** Steps that V8 takes to prepare each search. */
const STEPS_TO_BEGIN = 1;

/** Returns a function that tests whether a text contains `part`, in time linear in the text. */
export function textSearch(part: string, spend: SpendSteps): (text: string) => boolean {
  if (part.length <= LONGEST_FOR_V8) {
    return (text) => {
      spend(STEPS_TO_BEGIN + (part.length + text.length) / CHARACTERS_PER_STEP.v8);
      return text.includes(part);
    };
  }
  const matched = prefixMatcher(part);
  return (text) => {
    spend(text.length / CHARACTERS_PER_STEP.ours);
    let length = 0;
    for (let i = 0; i < text.length && length < part.length; i += 1) {
      length = matched(length, text.charCodeAt(i));
    }
    return length === part.length;
  };
}

/**
 * Returns the step function of the Knuth-Morris-Pratt search (SIAM Journal on Computing 6, 1977):
 * the length of `part` that is matched after one more character. A mismatch falls back to the next
 * shorter prefix of `part` and never moves back in the text.
 */
function prefixMatcher(part: string): (length: number, unit: number) => number {
  const fallbacks = new Uint32Array(part.length + 1);
  const matched = (length: number, unit: number): number => {
    let start = length;
    while (start > 0 && part.charCodeAt(start) !== unit) start = fallbacks[start] ?? 0;
    return part.charCodeAt(start) === unit ? start + 1 : 0;
  };
  for (let i = 1; i < part.length; i += 1) {
    fallbacks[i + 1] = matched(fallbacks[i] ?? 0, part.charCodeAt(i));
  }
  return matched;
}
