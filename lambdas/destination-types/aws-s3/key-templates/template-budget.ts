import { ExactNumber } from '../../../platform/json/exact-number.ts';
import { own } from '../../../platform/json/json.ts';
import { MAX_STEPS } from '../../../platform/rate-limit/work-limit.ts';

/**
 * The maximum length, in characters, of any intermediate text of a template, whose key has at
 * most 1,024 bytes.
 */
const maxTextLength = 1_048_576;

/** For `let`, the library creates another interpreter with all its functions. */
const stepsOfScope = 120;

/** Each visible variable is copied into the scope. */
const stepsOfVariable = 2;

/** In addition to the two values: the work of a sort per comparison. */
const stepsOfComparison = 0.5;

/** For each member of an object that a template creates, its name is looked up and set. */
const stepsOfCreatedMember = 5;

/** For a time zone's first use in an evaluation, its rules may have to be loaded. */
const stepsOfTimeZone = 3_000;

/**
 * In characters. The search for a longer text may take time proportional to the product of both
 * lengths: V8's search uses only the last 250 characters of the pattern.
 */
const maxLinearSearchLength = 250;

/** Thrown when a template exceeds its budget for one event. Every retry would exceed it, too. */
export class OverTemplateBudget extends RangeError {
  override readonly name = 'OverTemplateBudget' as const;
}

/**
 * The remaining budget of one evaluation. Customers write the templates and all customers share
 * the deliverer, so a template that exceeds its budget is stopped before it takes memory or time
 * from other events. The budget counts steps rather than time, so the same template is stopped
 * for the same event on every machine.
 */
export class TemplateBudget {
  readonly #cost = new TemplateCost();
  #steps = 0;

  /** The steps that were taken. */
  get steps(): number {
    return this.#steps;
  }

  /** @throws OverTemplateBudget when the budget is exhausted */
  #spend(steps: number): void {
    this.#steps += steps;
    if (this.#steps > MAX_STEPS)
      throw new OverTemplateBudget('the template exceeds its step limit');
  }

  /**
   * Counts a step that evaluated to `value`.
   * @throws OverTemplateBudget when the budget is exhausted
   */
  spendOn(value: unknown): void {
    this.#spend(shallowWeight(value));
  }

  /**
   * Counts reading all members of an object: for their values, or when the library tests whether
   * it is truthy.
   */
  spendOnMembers(value: unknown): void {
    if (isObject(value)) this.#spend(this.#cost.of(value));
  }

  /** Counts the creation of a scope with this number of visible variables. */
  spendOnScope(variables: number): void {
    this.#spend(stepsOfScope + stepsOfVariable * variables);
  }

  /** Counts the creation of an object, in addition to the values of its members. */
  spendOnCreation(members: number): void {
    this.#spend(stepsOfCreatedMember * members);
  }

  /** Counts the first use of a time zone. */
  spendOnTimeZone(): void {
    this.#spend(stepsOfTimeZone);
  }

  /** Counts a slice of a text, which the library splits into characters. */
  spendOnSlice(value: unknown): void {
    this.#spend(textWeight(textLength(value)));
  }

  /**
   * Counts a comparison in addition to its step: it reads two texts, lists or objects completely.
   */
  spendOnComparison(left: unknown, right: unknown): void {
    const isDeep = typeof left === typeof right;
    const weight = isDeep ? this.#cost.of(left) + this.#cost.of(right) - 2 : 0;
    this.#spend(stepsOfComparison + weight);
  }

  /**
   * Counts a function call by its arguments, before the call is made.
   * @throws OverTemplateBudget when the call would exceed the budget, or create a text that is
   *   too long
   */
  spendOnCall(name: string, args: readonly unknown[]): void {
    if (lengthOfResult(name, args) > maxTextLength) {
      throw new OverTemplateBudget(`${name}() received too much data`);
    }
    const weight = sum(args.map((value) => this.#cost.of(value)));
    const min = own(stepsOfCall, name) ?? stepsOfAnyCall;
    this.#spend(min + weight * passesOf(name, args) + stepsOfLongSearch(name, args));
  }
}

const lengthOfResult = (name: string, [first, second, third]: readonly unknown[]): number => {
  if (name === 'join' && Array.isArray(second)) {
    return textLength(first) * second.length + sum(second.map(textLength));
  }
  if (name === 'replace') return (textLength(first) + 1) * (textLength(third) + 1);
  return name.startsWith('pad_') ? Number(second) : 0;
};

/** Steps of any call, even without arguments: its arguments are checked. */
const stepsOfAnyCall = 6;

/** Steps of the functions that read or write the digits of a number, or compute a digest. */
const stepsOfCall: Readonly<Record<string, number>> = {
  ...{ to_number: 60, to_string: 30 },
  ...{ sha256: 30, md5: 30 },
};

/**
 * The number of passes that the slower functions make over their arguments; the slowest build
 * hash tables.
 */
const passes: Readonly<Record<string, number>> = {
  ...{ merge: 2.5, from_items: 2, group_by: 2, items: 1.5 },
  ...{ trim: 3, trim_left: 3, trim_right: 3, find_last: 3 },
  ...{ sha256: 2, md5: 2, segment: 4 },
};

/**
 * Returns the number of passes that a function makes over its arguments. A sort splits two texts
 * into characters for each comparison.
 */
const passesOf = (name: string, [first]: readonly unknown[]): number => {
  if (name !== 'sort' || !Array.isArray(first)) return own(passes, name) ?? 1;
  return Math.log2(first.length + 2) * (typeof first[0] === 'string' ? 2 : 1);
};

const searchFunctions = new Set(['contains', 'find_first', 'find_last', 'replace', 'split']);

const stepsOfLongSearch = (name: string, [text, searchText]: readonly unknown[]): number =>
  searchFunctions.has(name) && textLength(searchText) > maxLinearSearchLength
    ? textWeight(textLength(text)) * textWeight(textLength(searchText))
    : 0;

const shallowWeight = (value: unknown): number => {
  if (value instanceof ExactNumber) return textWeight(value.source.length);
  return Array.isArray(value) ? 1 + value.length : textWeight(textLength(value));
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const textLength = (value: unknown): number => (typeof value === 'string' ? value.length : 0);

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

/** Characters that take as long as one step in the slowest operation. */
const CHARACTERS_PER_STEP = 8;

/**
 * Steps of a member in addition to its name and value: objects with many members are hash tables.
 */
const STEPS_OF_MEMBER = 1.5;

/** Returns the steps to read a whole text. */
const textWeight = (length: number): number => 1 + length / CHARACTERS_PER_STEP;

/**
 * Computes the steps to read a whole value, at any depth. A part that occurs several times counts
 * each time: `[@, @] | [@, @] | …` creates, in a few steps, a value that is too large to print.
 */
class TemplateCost {
  readonly #known = new WeakMap<object, number>();

  /** Values do not change during an evaluation, so the cost of each part is computed once. */
  of(value: unknown): number {
    if (typeof value === 'string') return textWeight(value.length);
    if (value instanceof ExactNumber) return textWeight(value.source.length);
    if (typeof value !== 'object' || value === null) return 1;
    const weight = this.#known.get(value) ?? this.#ofParts(value);
    this.#known.set(value, weight);
    return weight;
  }

  #ofParts(value: object): number {
    let weight = 1;
    if (Array.isArray(value)) for (const element of value) weight += this.of(element);
    else for (const [name, member] of Object.entries(value)) weight += this.#ofMember(name, member);
    return weight;
  }

  #ofMember(name: string, member: unknown): number {
    return STEPS_OF_MEMBER + textWeight(name.length) + this.of(member);
  }
}
