import * as z from 'zod';

const WHOLE_NUMBER = /^\d+$/;

const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;

const itemsOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  return value.trim() === '' ? [] : value.split(',').map((item) => item.trim());
};

/** Accepts a number from JSON in cdk.json, or digits after `-c`. */
export const numberIn = <Numbers extends z.ZodType<number>>(numbers: Numbers) =>
  z.preprocess(numberOf, numbers);

/** An integer; both bounds are inclusive. */
export const wholeNumber = (min: number, max: number) => numberIn(z.int().min(min).max(max));

/**
 * A JSON list in cdk.json, or comma-separated items after `-c`; an empty string is the empty list.
 */
export const listOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z.preprocess(itemsOf, z.array(item).max(max));

/** A list in which a repeated item counts once. */
export const setOf = <Item extends z.ZodType>(item: Item, max: number) =>
  z.preprocess(
    itemsOf,
    z
      .array(item)
      .max(max)
      .overwrite((items) => [...new Set(items)]),
  );

const booleanOf = (value: unknown): unknown =>
  value === 'true' ? true : value === 'false' ? false : value;

/** Accepts a boolean from JSON in cdk.json, or `true` and `false` after `-c`. */
export const trueOrFalse = z.preprocess(booleanOf, z.boolean());
