import type {
  BatchAtPlace,
  SettledObject,
  SettledObjects,
} from '../../../lambdas/batches/settle-object.ts';
import type { Call } from './ports.ts';

/** The objects of the batches of all logs. */
export class FakeSettled {
  readonly #settled = new Map<string, SettledObject>();

  /** Returns the port of a process, each of whose calls `call` runs. */
  through(call: Call): SettledObjects {
    return {
      put: (batch, object) => call(() => this.#put(nameOf(batch), object)),
      at: (batch) => call(() => this.#settled.get(nameOf(batch))),
    };
  }

  #put(name: string, object: SettledObject): boolean {
    if (this.#settled.has(name)) return false;
    this.#settled.set(name, object);
    return true;
  }
}

const nameOf = ({ log, first, place }: BatchAtPlace): string => JSON.stringify([log, first, place]);
