import type { JSONValue } from '@jmespath-community/jmespath';
import type { WritableEvent } from '../destination-type.ts';
import { eventTime } from './event-time.ts';
import { keyError, keyText } from './key-rules.ts';
import { compileKeyTemplate, defaultKeyTemplate } from './key-template.ts';
import { OverTemplateBudget } from './template-budget.ts';
import type { Expression } from './template-expression.ts';
import { evaluate } from './template-interpreter.ts';
import { quoted } from './template-text.ts';
import { kindOf, parseExactly, wordsFor } from './template-values.ts';

/** An object's key, or the reason why there is none, as a sentence for the customer. */
export type ObjectKey = { readonly key: string } | KeyError;

interface KeyError {
  readonly error: string;
  /** Set when the template exceeds its budget for this event. A retry cannot succeed. */
  readonly isOverBudget?: true;
}

/** How a destination names its objects. */
interface KeyRule {
  readonly template: string | undefined;
  readonly prefix: string | undefined;
  /** What the key must end with. @default nothing */
  readonly extension?: string;
}

/**
 * Renders the key of an event's object.
 *
 * @param template JMESPath. @default `{timestamp}_{event-id}.json`
 * @param prefix the literal text before what the template evaluates to. @default none
 * @param extension added to a key that does not end with it
 * @param metadata the `metadata` that the template sees
 */
export const objectKey = (
  { template, prefix = '', extension = '' }: KeyRule,
  event: WritableEvent,
  metadata: Readonly<Record<string, string>>,
): ObjectKey => {
  if (!template || template === defaultKeyTemplate) {
    const key = prefix + defaultKey(metadata) + extension;
    // Evaluating the default template would tell why there is no key.
    if (keyError(key) === undefined) return { key };
  }
  const compiled = compileKeyTemplate(template || defaultKeyTemplate);
  if ('error' in compiled) return { error: `The key template ${compiled.error}.` };
  const root = templateRoot(event, metadata);
  try {
    return keyOf(compiled.expression, { prefix, extension }, root);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      error: `The key template cannot be evaluated for this event: ${withoutStop(error.message)}.`,
      ...(error instanceof OverTemplateBudget && { isOverBudget: true }),
    };
  }
};

/** What {@link defaultKeyTemplate} evaluates to. Most deliveries need it, and JMESPath takes 60 µs. */
const defaultKey = (metadata: Readonly<Record<string, string>>): string =>
  `${metadata.timestamp}_${metadata['event-id']}.json`;

/** `data` is parsed and `time` is computed only when the template reads them. */
const templateRoot = (event: WritableEvent, metadata: Readonly<Record<string, string>>) => {
  let data: JSONValue | undefined;
  let time: ReturnType<typeof timeOf> | undefined;
  return {
    __proto__: null,
    metadata: { __proto__: null, ...metadata },
    get time() {
      time ??= timeOf(event);
      return time;
    },
    get data(): JSONValue {
      data ??= parseExactly(event.data);
      return data;
    },
  };
};

const timeOf = ({ time }: WritableEvent) => ({ __proto__: null, ...eventTime(time) });

const keyOf = (
  template: Expression,
  { prefix, extension }: Record<'prefix' | 'extension', string>,
  root: JSONValue,
): ObjectKey => {
  const result = evaluate(template, root);
  const key = keyText(result);
  if (key === undefined) {
    const what = wordsFor([kindOf(result)]);
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
