import { ExactNumber } from '../../platform/json/exact-number.ts';

/** Characters that take as long as one step, at the slowest that is done with them. */
const CHARACTERS_PER_STEP = 8;

/** Steps that a member takes beyond its name and value: objects of many are hash tables. */
const STEPS_OF_MEMBER = 1.5;

/** Steps that looking at all of a text takes. */
export const textWeight = (length: number): number => 1 + length / CHARACTERS_PER_STEP;

/**
 * Steps that looking at all of a value takes, however deep. A part that stands in it many times
 * counts as often: `[@, @] | [@, @] | …` makes a value in a few steps that nothing could ever print.
 */
export class TemplateCost {
  readonly #known = new WeakMap<object, number>();

  /** Values do not change while a template is evaluated, so that each part is weighed once. */
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
