import { type Capacity, split } from './split.ts';

interface Waiting<Item> {
  readonly item: Item;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** How items are sent together. */
export interface Batching<Item> {
  readonly capacity: Capacity;
  /** The bytes of an item in a batch. Called once for each item. */
  readonly bytesOf: (item: Item) => number;
  /** The longest time that an item waits for others, in milliseconds. */
  readonly maxWaitMs: number;
  /** Resolves with an error for each item that was rejected, by index; rejects when the call fails. */
  readonly send: (batch: readonly Item[]) => Promise<readonly (Error | undefined)[]>;
}

/**
 * Sends the items of concurrent tasks together. A batch is sent as soon as it is full or every running
 * task waits for its items, and at the latest after `maxWaitMs`. When no task runs, items are sent at
 * once. An item that is rejected fails only the task that sent it.
 */
export class Batcher<Item> {
  readonly #batching: Batching<Item>;
  #waiting: Waiting<Item>[] = [];
  #running = 0;
  #blocked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(batching: Batching<Item>) {
    this.#batching = batching;
  }

  /** Runs a task that may send items. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#sendWaiting();
    }
  }

  /** Sends items; resolves when all of them were accepted. */
  readonly send = async (items: readonly Item[]): Promise<void> => {
    if (items.length === 0) return;
    const sent = items.map(
      (item) =>
        new Promise<void>((resolve, reject) => {
          this.#waiting.push({ item, bytes: this.#batching.bytesOf(item), resolve, reject });
        }),
    );
    this.#blocked += 1;
    // Tasks that begin together have all begun by the microtask.
    if (this.#running === 0) this.#sendWaiting();
    else queueMicrotask(() => this.#sendWaiting());
    try {
      await Promise.all(sent);
    } finally {
      this.#blocked -= 1;
    }
  };

  /** Sends full batches, and the remaining items when no task can add to them. */
  #sendWaiting(): void {
    const { capacity, maxWaitMs } = this.#batching;
    const isComplete = this.#blocked >= this.#running;
    this.#flush((batch) => isComplete || batch.length === capacity.items);
    if (this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(this.#endWait, maxWaitMs);
  }

  readonly #endWait = (): void => this.#flush(() => true);

  #flush(isDue: (batch: readonly Waiting<Item>[]) => boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const batch of split(waiting, this.#batching.capacity, ({ bytes }) => bytes)) {
      const isLast = batch.at(-1) === waiting.at(-1);
      if (isLast && !isDue(batch)) this.#waiting = [...batch];
      else void this.#sendOne(batch);
    }
    if (this.#waiting.length > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #sendOne(batch: readonly Waiting<Item>[]): Promise<void> {
    try {
      const errors = await this.#batching.send(batch.map(({ item }) => item));
      batch.forEach(({ resolve, reject }, index) => {
        const error = errors[index];
        if (error) reject(error);
        else resolve();
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
