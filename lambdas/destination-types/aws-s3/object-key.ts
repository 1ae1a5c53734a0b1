import type { JSONValue } from '@jmespath-community/jmespath';
import type { WritableEvent } from '../destination-type.ts';
import { eventTime } from './event-time.ts';
import { parseExactly } from './exact-json.ts';
import { keyFault, keyText } from './key-rules.ts';
import { compileKeyTemplate, defaultKeyTemplate } from './key-template.ts';
import { OverTemplateBudget } from './template-budget.ts';
import type { Expression } from './template-expression.ts';
import { evaluate } from './template-interpreter.ts';
import { kindOf, wordsFor } from './template-kinds.ts';
import { quoted } from './template-text.ts';

/** An object's key, or the reason why there is none, as a sentence for the customer. */
export type ObjectKey = { readonly key: string } | KeyFault;

interface KeyFault {
  readonly fault: string;
  /** Set when the template exceeds its budget for this event. A retry cannot succeed. */
  readonly isOverBudget?: true;
}

/**
 * Renders the key of an event's object.
 *
 * @param template JMESPath. @default `{timestamp}_{event-id}.json`
 * @param metadata the `metadata` that the template sees
 */
export const objectKey = (
  template: string | undefined,
  event: WritableEvent,
  metadata: Readonly<Record<string, string>>,
): ObjectKey => {
  const compiled = compileKeyTemplate(template || defaultKeyTemplate);
  if ('fault' in compiled) return { fault: `The key template ${compiled.fault}.` };
  const root = templateRoot(event, metadata);
  try {
    return keyOf(compiled.expression, root);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      fault: `The key template cannot be evaluated for this event: ${withoutStop(error.message)}.`,
      ...(error instanceof OverTemplateBudget && { isOverBudget: true }),
    };
  }
};

/** `data` is parsed only when the template reads it. The default template does not. */
const templateRoot = (event: WritableEvent, metadata: Readonly<Record<string, string>>) => {
  let data: JSONValue | undefined;
  return {
    __proto__: null,
    metadata: { __proto__: null, ...metadata },
    time: { __proto__: null, ...eventTime(event.time) },
    get data(): JSONValue {
      data ??= parseExactly(event.data);
      return data;
    },
  };
};

const keyOf = (template: Expression, root: JSONValue): ObjectKey => {
  const result = evaluate(template, root);
  const key = keyText(result);
  if (key === undefined) {
    const what = wordsFor([kindOf(result)]);
    return { fault: `The key template gives no key: ${quoted(template)} is ${what}.` };
  }
  const fault = keyFault(key);
  if (fault === undefined) return { key };
  return { fault: `The key template gives ${fault}${culprit(template, root, fault)}.` };
};

/** Names the joined text that causes the invalid key by itself, if there is one. */
const culprit = (template: Expression, root: JSONValue, fault: string): string => {
  if (template.type !== 'Function' || template.name !== 'join') return '';
  const list = template.children[1];
  if (list?.type !== 'MultiSelectList') return '';
  const isAtFault = (part: Expression) => keyFault(keyText(evaluate(part, root)) ?? '') === fault;
  const part = list.children.findLast(isAtFault);
  return part ? `, through ${quoted(part)}` : '';
};

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');
