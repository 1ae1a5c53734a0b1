import type { Slot, SlotLog } from '../../../lambdas/batches/slot.ts';
import type { Call } from './ports.ts';
import type { World } from './world.ts';

interface Stored {
  readonly slot: Slot;
  /** From when on every replica has it. */
  readonly everywhereAt: number;
}

const REPLICATION_MS = 3_000;

/** How often a read that is not consistent misses an item that not every replica has. */
const MISSES = 0.5;

/** The slots of all logs: conditional puts, and reads that may miss what was written just before. */
export class FakeLog {
  readonly #world: World;
  readonly #logs = new Map<string, Map<number, Stored>>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Returns the port of a process, each of whose calls `call` runs. */
  through(call: Call, isPutConditional = true): SlotLog {
    const read = (log: string, consistent: boolean) => call(() => this.#read(log, consistent));
    return {
      put: (log, slot) => call(() => this.#put(log, slot, isPutConditional)),
      last: async (log, consistent) => (await read(log, consistent)).at(-1),
      get: async (log, number, consistent) =>
        (await read(log, consistent)).find((slot) => slot.number === number),
      async *from(log, first, consistent) {
        yield* (await read(log, consistent)).filter((slot) => slot.number >= first);
      },
      async *before(log, number, consistent) {
        const all = await read(log, consistent);
        yield* all.filter((slot) => slot.number < number).reverse();
      },
    };
  }

  #put(log: string, slot: Slot, isConditional: boolean): boolean {
    const slots = this.#logs.get(log) ?? new Map<number, Stored>();
    this.#logs.set(log, slots);
    if (isConditional && slots.has(slot.number)) return false;
    const everywhereAt = this.#world.now + this.#world.whole(REPLICATION_MS);
    slots.set(slot.number, { slot, everywhereAt });
    return true;
  }

  /** Reads the slots of a log in the order of their numbers. */
  #read(log: string, consistent: boolean): Slot[] {
    return [...(this.#logs.get(log)?.values() ?? [])]
      .filter(
        ({ everywhereAt }) =>
          consistent || everywhereAt <= this.#world.now || !this.#world.chance(MISSES),
      )
      .map(({ slot }) => slot)
      .sort((a, b) => a.number - b.number);
  }
}
