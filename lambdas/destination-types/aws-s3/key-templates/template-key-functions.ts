import { hash } from 'node:crypto';
import type { JSONValue } from '@jmespath-community/jmespath';
import type { TemplateFunction } from './template-functions.ts';

/** The functions for keys that JMESPath lacks. Each takes one text. */
export const keyFunctions: ReadonlyMap<string, TemplateFunction> = new Map<
  string,
  TemplateFunction
>([
  ['sha256', ([text]) => hash('sha256', textOf(text), 'hex')],
  ['md5', ([text]) => hash('md5', textOf(text), 'hex')],
  ['segment', ([text]) => segment(textOf(text))],
  ['time_in', ([zone], { timeIn }) => timeIn(textOf(zone))],
]);

/** Makes a text a path segment that every store and query engine accepts. */
const segment = (text: string): string => {
  const safe = text.replace(/[^A-Za-z0-9_.-]/gu, '-');
  return ['', '.', '..'].includes(safe) ? '-' : safe;
};

const textOf = (value: JSONValue | undefined): string => (typeof value === 'string' ? value : '');
