import type { JSONValue } from '@jmespath-community/jmespath';
import { decimal, sameNumber } from './decimal.ts';

declare global {
  interface JSON {
    /** ECMAScript 2026 (JSON.parse source text access); Node has it from 21, TypeScript's lib not yet. */
    rawJSON(text: string): unknown;
  }
}

/**
 * A number of an event's data that a double cannot hold, such as 12345678901234567890,
 * kept as it was spelt so that it can be written into an object key digit by digit.
 */
export class ExactNumber {
  readonly source: string;
  #double: number | undefined;

  constructor(source: string) {
    this.source = source;
  }

  /** The double nearest to it. A template may ask for that of a long number very often. */
  get double(): number {
    this.#double ??= Number(this.source);
    return this.#double;
  }

  toJSON(): unknown {
    return JSON.rawJSON(this.source);
  }
}

/**
 * Parses JSON without losing a digit: numbers that a double holds come as numbers, others as
 * `ExactNumber`. Objects have no prototype, so that `data.constructor` finds nothing.
 */
export const parseExactly = (text: string): JSONValue => JSON.parse(text, exactly);

const exactly = (_key: string, value: unknown, context?: { source?: string }): unknown => {
  if (typeof value === 'number') return exactNumber(value, context?.source ?? String(value));
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return isObject ? Object.setPrototypeOf(value, null) : value;
};

const exactNumber = (value: number, source: string): number | ExactNumber => {
  const printed = String(value);
  const held = printed === source || sameNumber(decimal(printed), decimal(source));
  return held ? value : new ExactNumber(source);
};
