/** What is to be done, and how much of it at once. */
export interface Workload<Item> {
  readonly items: readonly Item[];
  readonly groupOf: (item: Item) => string;
  /** How many items of a group may be under way at once, from 1 on; asked anew for each of them. */
  readonly capOf: (group: string) => number;
  /** Does one item. Never rejects. */
  readonly work: (item: Item) => Promise<void>;
}

/**
 * Does all items, at most `mostAtOnce` at a time. The groups take turns, and while one of them has as
 * many items under way as it may, the others go before it.
 */
export async function runFair<Item>(load: Workload<Item>, mostAtOnce: number): Promise<void> {
  const line = new FairQueue(load);
  const underWay = new Set<Promise<void>>();
  const begin = ({ item, group }: ScheduledItem<Item>): void => {
    const work = load.work(item).finally(() => {
      line.done(group);
      underWay.delete(work);
    });
    underWay.add(work);
  };
  while (!line.isEmpty()) {
    const turn = underWay.size < mostAtOnce ? line.next() : undefined;
    if (turn) begin(turn);
    else await Promise.race(underWay);
  }
  await Promise.all(underWay);
}

interface ScheduledItem<Item> {
  readonly item: Item;
  readonly group: string;
}

/** The items that have not begun, by group; whose turn is next stands first. */
class FairQueue<Item> {
  readonly #waiting: Map<string, Item[]>;
  readonly #underWay = new Map<string, number>();
  readonly #capOf: (group: string) => number;

  constructor({ items, groupOf, capOf }: Workload<Item>) {
    this.#waiting = Map.groupBy(items, groupOf);
    this.#capOf = capOf;
  }

  isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** The item whose turn it is; undefined when every group that waits has enough under way. */
  next(): ScheduledItem<Item> | undefined {
    for (const [group, [item, ...rest]] of this.#waiting) {
      const underWay = this.#underWay.get(group) ?? 0;
      if (item === undefined || underWay >= this.#capOf(group)) continue;
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
