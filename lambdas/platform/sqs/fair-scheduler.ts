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
 */
export async function runFair<Item>(load: Workload<Item>, maxAtOnce: number): Promise<void> {
  const queue = new FairQueue(load);
  const inFlight = new Set<Promise<void>>();
  const begin = ({ item, group }: ScheduledItem<Item>): void => {
    const work = load.work(item).finally(() => {
      queue.done(group);
      inFlight.delete(work);
    });
    inFlight.add(work);
  };
  while (!queue.isEmpty()) {
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

/** The items that have not begun, by group; the next group is first. */
class FairQueue<Item> {
  readonly #waiting: Map<string, Item[]>;
  readonly #underWay = new Map<string, number>();
  readonly #limitOf: (group: string) => number;

  constructor({ items, groupOf, limitOf }: Workload<Item>) {
    this.#waiting = Map.groupBy(items, groupOf);
    this.#limitOf = limitOf;
  }

  isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The next item; undefined when every waiting group is at its concurrency limit. */
  next(): ScheduledItem<Item> | undefined {
    for (const [group, [item, ...rest]] of this.#waiting) {
      const underWay = this.#underWay.get(group) ?? 0;
      if (item === undefined || underWay >= this.#limitOf(group)) continue;
      this.#underWay.set(group, underWay + 1);
      this.#waiting.delete(group);
      if (rest.length > 0) this.#waiting.set(group, rest);
      return { item, group };
    }
    return undefined;
  }

  done(group: string): void {
    this.#underWay.set(group, (this.#underWay.get(group) ?? 0) - 1);
  }
}
