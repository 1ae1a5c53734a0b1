import { z } from 'zod';
import { own } from '../json/own.ts';
import { queryParameterError, validationError } from './http-error.ts';

/** Ids and times are shorter; DynamoDB refuses keys of over 1,024 bytes (Developer Guide, Constraints). */
export const MOST_BYTES = 512;

/** Each value of a list may be a query of its own to DynamoDB. */
const MOST_PARAMETERS = 100;

/** Cursors have a length of their own. */
const CURSORS = ['next', 'prev'];

/** The values of a parameter that are wanted; repeated, one value each. */
export const listParameter = <Item extends z.ZodType>(item: Item, description: string) =>
  z
    .array(item)
    .optional()
    .meta({ description, param: { style: 'form', explode: true } });

/** The tenants whose things are wanted. */
export const ownerParameter = (description: string) =>
  listParameter(
    ShortText,
    `${description} With a tenant’s token it is ignored: the token’s tenant counts.`,
  );

/** An id, a topic or the like, as a query parameter. */
export const ShortText = z.string().max(MOST_BYTES);

/**
 * A query string. A list may be spelt `k=a&k=b`, `k[]=a&k[]=b` or `k[0]=a&k[1]=b`,
 * as Outpost and its SDKs do.
 */
export class Query {
  readonly #params: URLSearchParams;
  /** The names of parameters that were given and are not declared. */
  readonly undeclared: readonly string[];

  /**
   * @param declared names of the parameters there are: what is not declared cannot be read
   *   @default any
   * @throws HttpFault 422 for a value that is longer than any id, and for too many of them
   */
  constructor(raw: string, declared?: readonly string[]) {
    const known = declared && new Set(declared.map(baseName));
    const given = [...new URLSearchParams(raw)];
    const isDeclared = (name: string) => known?.has(baseName(name)) ?? true;
    this.#params = new URLSearchParams(given.filter(([name]) => isDeclared(name)));
    this.undeclared = given.map(([name]) => name).filter((name) => !isDeclared(name));
    if (this.#params.size > MOST_PARAMETERS) {
      throw validationError([`query must have at most ${MOST_PARAMETERS} parameters`]);
    }
    for (const [name, value] of this.#params) {
      if (Buffer.byteLength(value) > MOST_BYTES && !CURSORS.includes(name)) {
        throw queryParameterError(name, `must have at most ${MOST_BYTES} bytes`);
      }
    }
  }

  /** The names of all parameters, one for each value. */
  names(): string[] {
    return [...this.#params.keys()];
  }

  /**
   * The names of parameters that are given without a value.
   *
   * @param shape the schemas of parameters, by name
   * @returns those whose schemas take no empty text
   */
  wronglyEmpty(shape: Readonly<Record<string, z.ZodType>>): string[] {
    return [...this.#params].flatMap(([key, value]) => {
      // Of times those who read them say what they must be.
      if (value !== '' || key.startsWith('time[')) return [];
      const schema = own(shape, key) ?? own(shape, listName(key));
      const takes = schema?.safeParse('').success || schema?.safeParse(['']).success;
      return schema === undefined || takes ? [] : [listName(key)];
    });
  }

  /** The first value of `name`; undefined when it is absent or empty. */
  one(name: string): string | undefined {
    return this.#params.get(name) || undefined;
  }

  /** Every value of the list `name`, in the order given, empty ones left out. */
  all(name: string): string[] {
    return [...this.#params]
      .filter(([key, value]) => value !== '' && listName(key) === name)
      .map(([, value]) => value);
  }

  /** What stands in brackets behind `name`, such as `gte` in `time[gte]=…`; also of lists. */
  operators(name: string): string[] {
    return [...this.#params.keys()].flatMap((key) => {
      const match = /^([^[]+)\[([^\]]*)\](?:\[\d*\])?$/.exec(key);
      return match?.[1] === name && match[2] !== undefined ? [match[2]] : [];
    });
  }
}

/** What `time[gte]`, `id[]` and `id[0]` have in common with others of their kind. */
const baseName = (key: string): string => key.replace(/\[.*$/s, '');

const listName = (key: string): string => key.replace(/\[\d*\]$/, '');
