import { createRequire } from 'node:module';
import { Stream } from 'node:stream';

// Node and Vitest disagree on what the default import of this CommonJS module is.
const { default: BTree }: typeof import('sorted-btree') = createRequire(import.meta.url)(
  'sorted-btree',
);

type Callback<Value = void> = (error: Error | null, value?: Value) => void;

/** A range of keys, as LevelDB has it. A `limit` below zero is none. */
interface Range {
  readonly gt?: string;
  readonly gte?: string;
  readonly lt?: string;
  readonly lte?: string;
  readonly reverse?: boolean;
  readonly limit?: number;
}

/**
 * Values in the order of their keys, with the methods of dynalite's databases. Like them, it keeps the
 * values as JSON text, so that no caller can change what is stored. Unlike them, it responds in the
 * same turn of the event loop.
 */
export class SortedValues {
  readonly #texts = new BTree<string, string>(undefined, compare);

  get(key: string, callback: Callback<unknown>): void {
    const text = this.#texts.get(key);
    callback(null, text === undefined ? undefined : JSON.parse(text));
  }

  put(key: string, value: unknown, callback: Callback): void {
    this.#texts.set(key, JSON.stringify(value));
    callback(null);
  }

  del(key: string, callback: Callback): void {
    this.#texts.delete(key);
    callback(null);
  }

  /** The values of a range, in a stream that begins in the next turn. */
  createValueStream(range: Range): ValueStream {
    return new ValueStream(this.#values(range));
  }

  *#values(range: Range): Generator<unknown> {
    const { limit = -1 } = range;
    let count = 0;
    for (const [key, text] of this.#entries(range)) {
      if (count === limit || isBeyond(key, range)) return;
      if (key === range.gt || key === range.lt) continue;
      count += 1;
      yield JSON.parse(text);
    }
  }

  #entries({ gt, gte, lt, lte, reverse }: Range): Iterable<[string, string]> {
    return reverse ? this.#texts.entriesReversed(lte ?? lt) : this.#texts.entries(gte ?? gt);
  }
}

/** Whether a range that is read from its beginning ends before `key`. */
const isBeyond = (key: string, { gt, gte, lt, lte, reverse }: Range): boolean =>
  reverse
    ? (gte !== undefined && key < gte) || (gt !== undefined && key <= gt)
    : (lte !== undefined && key > lte) || (lt !== undefined && key >= lt);

/** The part of a readable stream that dynalite uses. */
class ValueStream extends Stream {
  #isDestroyed = false;

  constructor(values: Iterable<unknown>) {
    super();
    process.nextTick(() => this.#emitAll(values));
  }

  destroy(): void {
    this.#isDestroyed = true;
  }

  #emitAll(values: Iterable<unknown>): void {
    for (const value of values) {
      if (this.#isDestroyed) return;
      this.emit('data', value);
    }
    if (!this.#isDestroyed) this.emit('end');
  }
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
