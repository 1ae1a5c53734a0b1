import type { SpendSteps } from './step-budget.ts';

/**
 * The longest text that V8 finds in linear time: its Boyer-Moore search knows no more than the last
 * 250 characters of what it looks for (`kBMMaxShift`, src/strings/string-search.h). Beyond, a text
 * made for it costs the product: 16,000 characters in 262,144 take more than a second.
 */
const LONGEST_FOR_V8 = 250;

/** Characters that V8 looks through in the time of a step, and that {@link prefixMatcher} does. */
const CHARACTERS_A_STEP = { v8: 16, ours: 2 };

/** V8 prepares each search anew. */
const STEPS_TO_BEGIN = 1;

/** Tells whether a text contains `part`, in time linear in the text whatever `part` is. */
export function textSearch(part: string, spend: SpendSteps): (text: string) => boolean {
  if (part.length <= LONGEST_FOR_V8) {
    return (text) => {
      spend(STEPS_TO_BEGIN + (part.length + text.length) / CHARACTERS_A_STEP.v8);
      return text.includes(part);
    };
  }
  const matched = prefixMatcher(part);
  return (text) => {
    spend(text.length / CHARACTERS_A_STEP.ours);
    let length = 0;
    for (let i = 0; i < text.length && length < part.length; i += 1) {
      length = matched(length, text.charCodeAt(i));
    }
    return length === part.length;
  };
}

/**
 * How much of `part` is matched after one more character, by Knuth, Morris and Pratt (SIAM Journal
 * on Computing 6, 1977): a mismatch falls back to the next shorter start of `part`, never in the text.
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
