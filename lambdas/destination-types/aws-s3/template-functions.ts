import { listFunctions } from './template-list-functions.ts';
import { textFunctions } from './template-text-functions.ts';
import type { TemplateFunction } from './template-value.ts';

/**
 * Replacements for functions of the library. The library's own versions take far more time and
 * memory than necessary (`trim` the square of the text's length, `replace` gigabytes, `reverse`
 * and `max` the stack), deviate from the specification (`sort` sorts numbers as texts, `max_by`
 * and `min_by` do not support strings), lose digits and variables, or confuse names in the data
 * with those of `Object.prototype`.
 */
export const ownFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...textFunctions,
  ...listFunctions,
]);
