/** Characters of any text a template may make on its way to a key of at most 1,024 bytes. */
const longestText = 1_048_576;

/** Steps one evaluation may take: some tenths of a second. */
const mostSteps = 1_000_000;

/** The library's `trim` takes time that grows with the square of the text's length. */
const longestTrimmed = 4_096;

/** The library's `replace` walks the text once per replacement when it is given a count. */
const mostReplacements = 1_024;

/**
 * What one evaluation may still spend. Templates come from customers and the deliverer is shared by
 * all of them, so a template that takes too much is stopped before it takes memory or time from
 * the events of others.
 */
export class TemplateBudget {
  private steps = 0;

  /**
   * Counts a step that came to `value`: one, and more when it is large.
   * @throws RangeError when nothing is left
   */
  spendOn(value: unknown): void {
    this.steps += 1 + (Array.isArray(value) ? value.length : textLength(value) / 16);
    if (this.steps > mostSteps) throw new RangeError('the template takes too many steps');
  }
}

/**
 * Stops a function call that alone would take too much; the budget would notice only afterwards.
 * @throws RangeError naming the function
 */
export const checkCall = (name: string, args: readonly unknown[]): void => {
  if (lengthOfResult(name, args) > longestText || isTooSlow(name, args)) {
    throw new RangeError(`${name}() is given too much to work on`);
  }
};

const lengthOfResult = (name: string, [first, second, third]: readonly unknown[]): number => {
  if (name === 'join' && Array.isArray(second)) {
    return textLength(first) * second.length + sum(second.map(textLength));
  }
  if (name === 'replace') return (textLength(first) + 1) * (textLength(third) + 1);
  return name.startsWith('pad_') ? Number(second) : 0;
};

const isTooSlow = (name: string, [first, , , fourth]: readonly unknown[]): boolean =>
  (name.startsWith('trim') && textLength(first) > longestTrimmed) ||
  (name === 'replace' && Number(fourth ?? 0) > mostReplacements);

const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
