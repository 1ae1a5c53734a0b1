import { RoundRobinQueue } from '../round-robin-queue.ts';

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
  { items, groupOf, limitOf, work }: Workload<Item>,
  maxAtOnce: number,
  signal?: AbortSignal,
): Promise<void> {
  const queue = new RoundRobinQueue<Item>();
  for (const item of items) queue.add(groupOf(item), item);
  const inFlight = new Set<Promise<void>>();
  const inFlightOf = new Map<string, number>();
  const addInFlight = (group: string, change: 1 | -1) =>
    inFlightOf.set(group, (inFlightOf.get(group) ?? 0) + change);
  const begin = (group: string, item: Item): void => {
    addInFlight(group, 1);
    const working = work(item).finally(() => {
      addInFlight(group, -1);
      inFlight.delete(working);
    });
    inFlight.add(working);
  };
  const isBelowLimit = (group: string): boolean => (inFlightOf.get(group) ?? 0) < limitOf(group);
  while (!queue.isEmpty() && !signal?.aborted) {
    const next = inFlight.size < maxAtOnce ? queue.take(isBelowLimit) : undefined;
    if (next) begin(next.name, next.item);
    else await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
}
