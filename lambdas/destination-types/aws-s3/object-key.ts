import type { JSONValue } from '@jmespath-community/jmespath';
import { ExactNumber } from '../../runtime/exact-number.ts';
import type { WritableEvent } from '../destination-type.ts';
import { eventTime } from './event-time.ts';
import { parseExactly } from './exact-json.ts';
import { compileKeyTemplate, defaultKeyTemplate } from './key-template.ts';
import { evaluate, numberText } from './template-interpreter.ts';

/** An object's key, or why there is none, as a sentence for the customer. */
export type ObjectKey = { readonly key: string } | { readonly fault: string };

/** Bytes of UTF-8 (https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html). */
const longestKey = 1024;

/**
 * The key an event's object gets.
 *
 * @param template JMESPath. @default `{timestamp}_{event-id}.json`
 * @param metadata what the template sees as `metadata`
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
    return keyOf(evaluate(compiled.expression, root));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return {
      fault: `The key template cannot be evaluated for this event: ${withoutStop(error.message)}.`,
    };
  }
};

/** `data` is parsed only when the template asks for it: the default one does not. */
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

const keyOf = (result: JSONValue): ObjectKey => {
  const key = keyText(result);
  if (key === undefined) return { fault: `The key template gives ${kindOf(result)}, no key.` };
  const fault = keyFault(key);
  return fault === undefined ? { key } : { fault: `The key template gives ${fault}.` };
};

const keyText = (result: JSONValue): string | undefined => {
  if (typeof result === 'string') return result;
  if (typeof result === 'boolean') return String(result);
  return typeof result === 'number' || result instanceof ExactNumber
    ? numberText(result)
    : undefined;
};

const kindOf = (result: JSONValue): string => {
  if (Array.isArray(result)) return 'an array';
  return typeof result === 'object' && result !== null ? 'an object' : 'null';
};

/** The first thing that keeps `key` from being one; the length comes first, as texts can be huge. */
const keyFault = (key: string): string | undefined => {
  if (key === '') return 'an empty key';
  if (key.length > longestKey || Buffer.byteLength(key) > longestKey) {
    return 'a key of over 1,024 bytes';
  }
  if (!key.isWellFormed()) return 'a key with half a character (a lone surrogate)';
  if (/\p{Cc}/u.test(key)) return 'a key with a control character';
  return /(?:^|\/)\.{1,2}(?:\/|$)/.test(key) ? 'a key with a . or .. path segment' : undefined;
};

const withoutStop = (sentence: string): string => sentence.replace(/\.$/, '');
