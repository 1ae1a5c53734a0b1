import { ExactNumber } from '../../platform/json/exact-number.ts';

/** The types of JMESPath. */
export type Kind = 'null' | 'boolean' | 'number' | 'string' | 'array' | 'object' | 'expression';

const words: Readonly<Record<Kind, string>> = {
  null: 'null',
  boolean: 'a boolean',
  number: 'a number',
  string: 'a string',
  array: 'an array',
  object: 'an object',
  expression: 'an expression',
};

/** Returns the type of a value from the event's data or of a template's result. */
export const kindOf = (value: unknown): Kind => {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number' || value instanceof ExactNumber) return 'number';
  if (Array.isArray(value)) return 'array';
  return typeof value === 'object' && value !== null ? 'object' : 'null';
};

/** `null`, `a string or an array` */
export const wordsFor = (kinds: Iterable<Kind>): string =>
  [...kinds].map((kind) => words[kind]).join(' or ');
