import type { JSONValue } from '@jmespath-community/jmespath';
import type { WritableEvent } from '../destination-type.ts';
import { unixSeconds } from './key-templates/event-time.ts';
import { keyError, keyText } from './key-templates/key-rules.ts';
import { compileKeyTemplate, defaultKeyTemplate } from './key-templates/key-template.ts';
import { OverTemplateBudget } from './key-templates/template-budget.ts';
import type { Expression } from './key-templates/template-expression.ts';
import { evaluate } from './key-templates/template-interpreter.ts';
import { templateRoot } from './key-templates/template-root.ts';
import { quoted } from './key-templates/template-text.ts';
import { kindNames, kindOf } from './key-templates/template-values.ts';

/** An object's key, or the reason why there is none, as a sentence for the customer. */
export type ObjectKey = { readonly key: string } | KeyError;

interface KeyError {
  readonly error: string;
  /** Set when the template exceeds its budget. A retry cannot succeed. */
  readonly isOverBudget?: true;
}

/** The texts around the result of a template. */
interface Affixes {
  readonly prefix: string;
  /** The suffix that the key must have; may be empty. */
  readonly extension: string;
}

/**
 * Evaluates a key template.
 *
 * @param root the variables of the template
 * @param subject what the key is for, for messages
 */
export const renderedKey = (
  template: string,
  affixes: Affixes,
  root: JSONValue,
  subject: 'event' | 'batch',
): ObjectKey => {
  const compiled = compileKeyTemplate(template);
  if ('error' in compiled) return { error: `The key template ${compiled.error}.` };
  try {
    return keyOf(compiled.expression, affixes, root);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      error: `The key template cannot be evaluated for this ${subject}: ${withoutStop(error.message)}.`,
      ...(error instanceof OverTemplateBudget && { isOverBudget: true }),
    };
  }
};

const keyOf = (
  template: Expression,
  { prefix, extension }: Affixes,
  root: JSONValue,
): ObjectKey => {
  const result = evaluate(template, root);
  const key = keyText(result);
  if (key === undefined) {
    const what = kindNames([kindOf(result)]);
    return {
      error: `The key template does not evaluate to a key: ${quoted(template)} is ${what}.`,
    };
  }
  const whole = key.endsWith(extension) ? prefix + key : prefix + key + extension;
  const error = keyError(key && prefix + key) ?? keyError(whole);
  if (error === undefined) return { key: whole };
  return { error: `The key template evaluates to ${error}${culprit(template, root, error)}.` };
};

/** Names the joined text that causes the invalid key by itself, if there is one. */
const culprit = (template: Expression, root: JSONValue, error: string): string => {
  if (template.type !== 'Function' || template.name !== 'join') return '';
  const list = template.children[1];
  if (list?.type !== 'MultiSelectList') return '';
  const causesError = (part: Expression) => keyError(keyText(evaluate(part, root)) ?? '') === error;
  const part = list.children.findLast(causesError);
  return part ? `, through ${quoted(part)}` : '';
};

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');

/** How a destination names its objects. */
interface KeyRule {
  readonly template: string | undefined;
  readonly prefix: string | undefined;
  /** The suffix that the key must have. @default none */
  readonly extension?: string;
}

/**
 * Renders the key of an event's object.
 *
 * @param template JMESPath. @default `{timestamp}_{event-id}.json`
 * @param prefix the literal text before what the template evaluates to. @default none
 * @param extension added to a key that does not end with it
 * @param metadataOf returns the `metadata` that the template sees. Not called for the default key
 */
export const objectKey = (
  { template, prefix = '', extension = '' }: KeyRule,
  event: WritableEvent,
  metadataOf: () => Readonly<Record<string, string>>,
): ObjectKey => {
  if (!template || template === defaultKeyTemplate) {
    const key = prefix + defaultKey(event) + extension;
    // If the key is invalid, evaluating the default template returns the reason.
    if (keyError(key) === undefined) return { key };
  }
  const root = templateRoot(event, metadataOf());
  return renderedKey(template || defaultKeyTemplate, { prefix, extension }, root, 'event');
};

/**
 * The result of {@link defaultKeyTemplate}, computed without JMESPath, which takes 60 µs: most deliveries
 * need it.
 */
const defaultKey = ({ id, time }: WritableEvent): string => `${unixSeconds(time)}_${id}.json`;
