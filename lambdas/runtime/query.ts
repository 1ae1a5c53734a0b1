import { wrong } from './http-fault.ts';

/** Ids and times are shorter; DynamoDB refuses keys of over 1,024 bytes (Developer Guide, Constraints). */
export const MOST_BYTES = 512;

/** Cursors have a length of their own. */
const CURSORS = ['next', 'prev'];

/**
 * A query string. A list may be spelt `k=a&k=b`, `k[]=a&k[]=b` or `k[0]=a&k[1]=b`,
 * as Outpost and its SDKs do.
 */
export class Query {
  readonly #params: URLSearchParams;

  /** @throws HttpFault 422 for a value that is longer than any id */
  constructor(raw: string) {
    this.#params = new URLSearchParams(raw);
    for (const [name, value] of this.#params) {
      if (Buffer.byteLength(value) > MOST_BYTES && !CURSORS.includes(name)) {
        throw wrong(name, `must have at most ${MOST_BYTES} bytes`);
      }
    }
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

  /** The operators given for `name`, such as `gte` in `time[gte]=…`. */
  operators(name: string): string[] {
    return [...this.#params.keys()].flatMap((key) => {
      const match = /^(.+)\[([^\]]*)\]$/.exec(key);
      return match?.[1] === name && match[2] !== undefined ? [match[2]] : [];
    });
  }
}

const listName = (key: string): string => key.replace(/\[\d*\]$/, '');
