import { ExactNumber } from '../../platform/json/exact-number.ts';

/** Characters that take as long as one step in the slowest operation. */
const CHARACTERS_PER_STEP = 8;

/**
 * Steps of a member in addition to its name and value: objects with many members are hash tables.
 */
const STEPS_OF_MEMBER = 1.5;

/** Returns the steps to read a whole text. */
export const textWeight = (length: number): number => 1 + length / CHARACTERS_PER_STEP;

/**
 * Computes the steps to read a whole value, at any depth. A part that occurs several times counts
 * each time: `[@, @] | [@, @] | …` creates, in a few steps, a value that is too large to print.
 */
export class TemplateCost {
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
