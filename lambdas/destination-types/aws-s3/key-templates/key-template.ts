import { compile } from '@jmespath-community/jmespath';
import { certainKeyError, keyError, keyText } from './key-rules.ts';
import type { Piece, PossibleValue } from './possible-value.ts';
import { callsError, type TemplateUse, zonesError } from './template-calls.ts';
import { kindClause } from './template-errors.ts';
import { childrenOf, type Expression, TemplateError } from './template-expression.ts';
import { constantValue, forecast, isConstant } from './template-forecast.ts';
import { quoted } from './template-text.ts';

/** `{timestamp}_{event-id}.json` */
export const defaultKeyTemplate = `join('', [metadata.timestamp, '_', metadata."event-id", '.json'])`;

/**
 * In characters. As long as the longest key, and short enough that nesting cannot exhaust the
 * stack.
 */
export const maxKeyTemplateLength = 1024;

/** A compiled template, or a validation error phrased to follow `config.key_template`. */
type CompiledTemplate = { readonly expression: Expression } | { readonly error: string };

/**
 * Compiles a key template. The JMESPath library detects unknown functions and wrong numbers of
 * arguments only during evaluation; this function detects them when the destination is saved.
 */
export const compileKeyTemplate = (template: string, use?: TemplateUse): CompiledTemplate => {
  if (template.length > maxKeyTemplateLength) {
    return { error: `must be at most ${maxKeyTemplateLength} characters long` };
  }
  try {
    const expression = compile(template);
    const error = callsError(expression, use);
    return error === undefined ? { expression } : { error };
  } catch (error) {
    return { error: `is not valid JMESPath: ${error instanceof Error ? error.message : error}` };
  }
};

/**
 * Returns a validation error, phrased to follow `config.key_template`; undefined when the
 * template can be stored, which means that it gives a key for at least some events.
 *
 * @param prefix the literal text before what the template evaluates to
 */
export const keyTemplateError = (template: string, prefix = ''): string | undefined => {
  const compiled = compileKeyTemplate(template);
  if ('error' in compiled) return compiled.error;
  const zoneError = zonesError(compiled.expression);
  if (zoneError !== undefined) return zoneError;
  const error = certainError(compiled.expression, prefix);
  return error === undefined ? undefined : `cannot evaluate to a key for any event: ${error}`;
};

/**
 * Returns why a template gives no key for any event, with the part that causes it; undefined when
 * it gives a key for some events, or when the analysis takes too long. See ADR 0025.
 */
const certainError = (template: Expression, prefix: string): string | undefined => {
  try {
    if (isConstant(template)) return errorOfConstant(template, prefix);
    const result = forecast(template);
    return result && errorOfResult(template, result, prefix);
  } catch (error) {
    if (error instanceof TemplateError) return error.message;
    throw error;
  }
};

const errorOfConstant = (template: Expression, prefix: string): string | undefined => {
  const key = keyText(constantValue(template));
  if (key === undefined) return `${quoted(template)} is not a string`;
  const error = keyError(key && prefix + key);
  return error && `${quoted(template)} is ${error}`;
};

const errorOfResult = (
  template: Expression,
  result: PossibleValue,
  prefix: string,
): string | undefined => {
  const { kinds } = result;
  if (kinds.has('number') || kinds.has('boolean')) return undefined;
  if (!kinds.has('string')) return kindClause(quoted(template), result);
  const error = result.text && certainKeyError(withPrefix(prefix, result.text));
  return error && `it evaluates to ${error}`;
};

const withPrefix = (prefix: string, [first = null, ...others]: readonly Piece[]): Piece[] =>
  first === null ? [prefix, null, ...others] : [prefix + first, ...others];

/** Whether the event's data decides the beginning of what a template evaluates to. */
export const beginsWithData = (template: string): boolean => {
  const compiled = compileKeyTemplate(template);
  return 'expression' in compiled && readsData(beginningOf(compiled.expression));
};

/** The part of a template that the beginning of the key comes from. */
const beginningOf = (node: Expression): Expression => {
  const list = node.type === 'Function' && node.name === 'join' ? node.children[1] : undefined;
  const first = list?.type === 'MultiSelectList' ? list.children[0] : undefined;
  return first ? beginningOf(first) : node;
};

/** Whether an expression reads `data`, not only a member of this name of something else. */
const readsData = (node: Expression): boolean => {
  if (node.type === 'Field') return node.name === 'data';
  if (node.type !== 'Subexpression') return childrenOf(node).some(readsData);
  const isRoot = node.left.type === 'Current' || node.left.type === 'Root';
  return readsData(isRoot ? node.right : node.left);
};
