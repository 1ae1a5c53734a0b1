import { ExactNumber } from '../../platform/json/exact-number.ts';
import { own } from '../../platform/json/own.ts';
import { TemplateCost, textWeight } from './template-cost.ts';

/** Characters of any text a template may make on its way to a key of at most 1,024 bytes. */
const longestText = 1_048_576;

/** Steps one evaluation may take: about a tenth of a second, as a step takes 0.1 µs at the most. */
const mostSteps = 1_000_000;

/** `let` has the library make another interpreter, with all its functions. */
const stepsOfScope = 120;

/** Each variable that is seen in a scope is copied into it. */
const stepsOfVariable = 2;

/** Beyond the two values: what a sort does for each comparison. */
const stepsOfComparison = 0.5;

/** Each member of an object that a template makes has its name looked up and set. */
const stepsOfMadeMember = 5;

/**
 * Longer texts are searched for in a time that may be the product of both lengths: V8's search knows
 * no more than the last 250 characters of what it looks for.
 */
const longestSoughtLinearly = 250;

/** Thrown when a template takes more for one event than it may: it would, however often it is tried. */
export class OverTemplateBudget extends RangeError {
  override readonly name = 'OverTemplateBudget' as const;
}

/**
 * What one evaluation may still spend. Templates come from customers and the deliverer is shared by
 * all of them, so a template that takes too much is stopped before it takes memory or time from
 * the events of others. Steps are counted and not the time, so that a template that is stopped is
 * stopped everywhere and always.
 */
export class TemplateBudget {
  readonly #weights = new TemplateCost();
  #steps = 0;

  /** @throws OverTemplateBudget when nothing is left */
  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > mostSteps) throw new OverTemplateBudget('the template takes too many steps');
  }

  /**
   * Counts a step that came to `value`.
   * @throws OverTemplateBudget when nothing is left
   */
  spendOn(value: unknown): void {
    this.#spend(shallowWeight(value));
  }

  /**
   * Counts that an object is asked for all its members: for their values, or by the library for the
   * question whether it counts as true.
   */
  spendOnMembers(value: unknown): void {
    if (isObject(value)) this.#spend(this.#weights.of(value));
  }

  /** Counts the making of a scope in which so many variables are seen. */
  spendOnScope(variables: number): void {
    this.#spend(stepsOfScope + stepsOfVariable * variables);
  }

  /** Counts the making of an object, beyond the values of its members. */
  spendOnMaking(members: number): void {
    this.#spend(stepsOfMadeMember * members);
  }

  /** Counts a slice of a text, which the library takes apart into characters. */
  spendOnSlice(value: unknown): void {
    this.#spend(textWeight(textLength(value)));
  }

  /** Counts a comparison beyond the step that it is: it looks at all of two texts, lists or objects. */
  spendOnComparison(left: unknown, right: unknown): void {
    const isDeep = typeof left === typeof right;
    const weight = isDeep ? this.#weights.of(left) + this.#weights.of(right) - 2 : 0;
    this.#spend(stepsOfComparison + weight);
  }

  /**
   * Counts a call of a function before it is made, by all it is given.
   * @throws OverTemplateBudget when it would take too much, or make a text that is too long
   */
  spendOnCall(name: string, args: readonly unknown[]): void {
    if (lengthOfResult(name, args) > longestText) {
      throw new OverTemplateBudget(`${name}() is given too much to work on`);
    }
    const weight = sum(args.map((value) => this.#weights.of(value)));
    const least = own(stepsOfCall, name) ?? stepsOfAnyCall;
    this.#spend(least + weight * roundsOf(name, args) + stepsOfSearch(name, args));
  }
}

const lengthOfResult = (name: string, [first, second, third]: readonly unknown[]): number => {
  if (name === 'join' && Array.isArray(second)) {
    return textLength(first) * second.length + sum(second.map(textLength));
  }
  if (name === 'replace') return (textLength(first) + 1) * (textLength(third) + 1);
  return name.startsWith('pad_') ? Number(second) : 0;
};

/** Steps of any call, however little it is given: its arguments are checked. */
const stepsOfAnyCall = 6;

/** Of those that read or write a number's digits. */
const stepsOfCall: Readonly<Record<string, number>> = { to_number: 60, to_string: 30 };

/** How often the slower functions look at what they are given: those that make hash tables, above all. */
const rounds: Readonly<Record<string, number>> = {
  ...{ merge: 2.5, from_items: 2, group_by: 2, items: 1.5 },
  ...{ trim: 3, trim_left: 3, trim_right: 3, find_last: 3 },
};

/** How often a function looks at what it is given: a sort takes two texts apart for a comparison. */
const roundsOf = (name: string, [first]: readonly unknown[]): number => {
  if (name !== 'sort' || !Array.isArray(first)) return own(rounds, name) ?? 1;
  return Math.log2(first.length + 2) * (typeof first[0] === 'string' ? 2 : 1);
};

const searching = new Set(['contains', 'find_first', 'find_last', 'replace', 'split']);

const stepsOfSearch = (name: string, [text, sought]: readonly unknown[]): number =>
  searching.has(name) && textLength(sought) > longestSoughtLinearly
    ? textWeight(textLength(text)) * textWeight(textLength(sought))
    : 0;

const shallowWeight = (value: unknown): number => {
  if (value instanceof ExactNumber) return textWeight(value.source.length);
  return Array.isArray(value) ? 1 + value.length : textWeight(textLength(value));
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);
