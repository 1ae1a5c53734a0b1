import type {
  BatchAtPlace,
  SettledObjects,
  StoredAs,
} from '../../../lambdas/batches/settle-object.ts';
import type { Call } from './ports.ts';

/** How the batches of all logs are stored. */
export class FakeSettled {
  readonly #settled = new Map<string, StoredAs>();

  /** Returns the port of a process, each of whose calls `call` runs. */
  through(call: Call): SettledObjects {
    return {
      put: (batch, storedAs) => call(() => this.#put(nameOf(batch), storedAs)),
      at: (batch) => call(() => this.#settled.get(nameOf(batch))),
    };
  }

  #put(name: string, storedAs: StoredAs): boolean {
    if (this.#settled.has(name)) return false;
    this.#settled.set(name, storedAs);
    return true;
  }
}

const nameOf = ({ log, first, place }: BatchAtPlace): string => JSON.stringify([log, first, place]);
