import { listFunctions } from './template-list-functions.ts';
import { textFunctions } from './template-text-functions.ts';
import type { TemplateFunction } from './template-value.ts';

/**
 * The functions that are not the library's. Its own take far more than they need (`trim` the square
 * of the text's length, `replace` gigabytes, `reverse` and `max` the stack), do not keep to the
 * specification (`sort` sorts numbers as texts, `max_by` and `min_by` know no strings), lose digits
 * and variables, or take names in the data for those of `Object.prototype`.
 */
export const ownFunctions: ReadonlyMap<string, TemplateFunction> = new Map([
  ...textFunctions,
  ...listFunctions,
]);
