import { certainKeyError, keyError, keyText } from './key-rules.ts';
import type { Possible } from './possible.ts';
import { isWhat, TemplateError } from './template-errors.ts';
import type { Expression } from './template-expression.ts';
import { constantValue, forecast, isConstant } from './template-forecast.ts';
import { quoted } from './template-text.ts';

/**
 * Returns why a template gives no key for any event, with the part that causes it; undefined when
 * it gives a key for some events, or when the analysis takes too long. See ADR 0025.
 */
export const certainError = (template: Expression): string | undefined => {
  try {
    if (isConstant(template)) return faultOfConstant(template);
    const result = forecast(template);
    return result && faultOfResult(template, result);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
};

const faultOfConstant = (template: Expression): string | undefined => {
  const key = keyText(constantValue(template));
  if (key === undefined) return `${quoted(template)} is no text`;
  const error = keyError(key);
  return error && `${quoted(template)} is ${error}`;
};

const faultOfResult = (template: Expression, result: Possible): string | undefined => {
  const { kinds } = result;
  if (kinds.has('number') || kinds.has('boolean')) return undefined;
  if (!kinds.has('string')) return isWhat(quoted(template), result);
  const error = result.text && certainKeyError(result.text);
  return error && `it gives ${error}`;
};
