import type { HeldMessage } from '../fakes/held-queue.ts';
import type { Outside, StoreFault } from '../fakes/outside.ts';
import { moveTo } from './clock.ts';
import type { FunctionName } from './environment.ts';
import type { Harness } from './harness.ts';
import type { Items } from './items.ts';

type Entries<Of> =
  Of extends Map<infer Key, infer Value> ? readonly (readonly [Key, Value])[] : never;

/** The complete state between two runs, except the memory of processes. */
export interface Saved {
  readonly now: number;
  readonly items: Items;
  readonly queues: Entries<Map<string, HeldMessage[]>>;
  readonly objects: Entries<Outside['store']['objects']>;
  readonly ours: Entries<Outside['ours']>;
  readonly storeFaults: readonly StoreFault[];
  readonly accepted: readonly string[];
  readonly runs: Entries<Map<FunctionName, number>>;
}

/** The state of a harness at the start. */
export const nothingYet = (): Saved => {
  moveTo();
  return {
    now: Date.now(),
    items: { destinations: [], log: [] },
    ...{ queues: [], objects: [], ours: [], storeFaults: [], accepted: [], runs: [] },
  };
};

/** Captures the state of a harness. */
export async function save({ outside, shelf, accepted, runs }: Harness): Promise<Saved> {
  const { queues, store, ours, storeFaults } = outside;
  return {
    now: Date.now(),
    items: await shelf.read(),
    queues: [...queues],
    objects: [...store.objects],
    ours: [...ours],
    storeFaults: [...storeFaults],
    accepted: [...accepted],
    runs: [...runs],
  };
}

/** Restores a state; no process remains. */
export async function restore(harness: Harness, saved: Saved): Promise<void> {
  const { queues, store, ours, storeFaults } = harness.outside;
  harness.functions.endAll();
  moveTo(saved.now);
  await harness.shelf.write(saved.items);
  refill(queues, saved.queues);
  refill(store.objects, saved.objects);
  refill(ours, saved.ours);
  refill(harness.runs, saved.runs);
  storeFaults.splice(0, storeFaults.length, ...saved.storeFaults);
  harness.unqueued.length = 0;
  harness.accepted.clear();
  for (const id of saved.accepted) harness.accepted.add(id);
}

function refill<Key, Value>(map: Map<Key, Value>, entries: Entries<Map<Key, Value>>): void {
  map.clear();
  for (const [key, value] of entries) map.set(key, value);
}
