/** Items to process, with their concurrency limits. */
export interface Workload<Item> {
  readonly items: readonly Item[];
  readonly groupOf: (item: Item) => string;
  /** The concurrency limit of a group, from 1. Read again before each item. */
  readonly limitOf: (group: string) => number;
  /** Processes one item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
}

/**
 * Processes all items, at most `maxAtOnce` concurrently, round-robin by group. A group at its
 * concurrency limit is skipped until one of its items completes.
 *
 * @param signal when it is aborted, no further item begins
 */
export async function runFair<Item>(
  load: Workload<Item>,
  maxAtOnce: number,
  signal?: AbortSignal,
): Promise<void> {
  const queue = new FairQueue(load);
  const inFlight = new Set<Promise<void>>();
  const begin = ({ item, group }: ScheduledItem<Item>): void => {
    const work = load.work(item).finally(() => {
      queue.done(group);
      inFlight.delete(work);
    });
    inFlight.add(work);
  };
  while (!queue.isEmpty() && !signal?.aborted) {
    const scheduled = inFlight.size < maxAtOnce ? queue.next() : undefined;
    if (scheduled) begin(scheduled);
    else await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}

interface ScheduledItem<Item> {
  readonly item: Item;
  readonly group: string;
}

/** The items that have not begun, by group; the next group is first, and the next item of each is last. */
class FairQueue<Item> {
  readonly #waiting: Map<string, Item[]>;
  readonly #underWay = new Map<string, number>();
  readonly #limitOf: (group: string) => number;

  constructor({ items, groupOf, limitOf }: Workload<Item>) {
    this.#waiting = Map.groupBy(items, groupOf);
    for (const group of this.#waiting.values()) group.reverse();
    this.#limitOf = limitOf;
  }

  isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The next item; undefined when every waiting group is at its concurrency limit. */
  next(): ScheduledItem<Item> | undefined {
    for (const [group, items] of this.#waiting) {
      const underWay = this.#underWay.get(group) ?? 0;
      if (underWay >= this.#limitOf(group)) continue;
      const item = items.pop();
      this.#waiting.delete(group);
      if (item === undefined) continue;
      this.#underWay.set(group, underWay + 1);
      if (items.length > 0) this.#waiting.set(group, items);
      return { item, group };
    }
    return undefined;
  }

  done(group: string): void {
    this.#underWay.set(group, (this.#underWay.get(group) ?? 0) - 1);
  }
}
