import { z } from 'zod';

const WHOLE_NUMBER = /^\d+$/;

const numberOf = (value: unknown): unknown =>
  typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;

const itemsOf = (value: unknown): unknown => {
  if (typeof value !== 'string') return value;
  return value.trim() === '' ? [] : value.split(',').map((item) => item.trim());
};

/** What `numbers` accepts: given as JSON in cdk.json, or as digits after `-c`. */
export const numberIn = <Numbers extends z.ZodType<number>>(numbers: Numbers) =>
  z.preprocess(numberOf, numbers);

/** A whole number, both bounds included. */
export const wholeNumber = (least: number, most: number) => numberIn(z.int().min(least).max(most));

/** A JSON list in cdk.json, or items parted by commas after `-c`; the empty text is the empty list. */
export const listOf = <Item extends z.ZodType>(item: Item, most: number) =>
  z.preprocess(itemsOf, z.array(item).max(most));
