import { RoundRobinQueue } from './round-robin-queue.ts';

interface Waiting {
  readonly bytes: number;
  readonly admit: () => void;
}

/** The maximum bytes that are processed concurrently. */
export interface ByteLimits {
  /** For all names together. Work that exceeds it runs alone. */
  readonly all: number;
  /**
   * For one name, so that work of other names can run, too. Work that exceeds it is the only work of its
   * name that runs.
   */
  readonly each: number;
}

/**
 * Limits how many bytes are processed concurrently: per name, and in total. Waiting work is admitted
 * round-robin by name, and in order within a name.
 */
export class ByteGate {
  readonly #limits: ByteLimits;
  readonly #waiting = new RoundRobinQueue<Waiting>();
  readonly #inUse = new Map<string, number>();

  constructor(limits: ByteLimits) {
    this.#limits = limits;
  }

  /** Does `work`, which takes `bytes`, when there is room. */
  async run<Result>(name: string, bytes: number, work: () => Promise<Result>): Promise<Result> {
    await new Promise<void>((admit) => {
      this.#waiting.add(name, { bytes, admit });
      this.#admitAll();
    });
    try {
      return await work();
    } finally {
      this.#use(name, -bytes);
      this.#admitAll();
    }
  }

  #admitAll(): void {
    for (let next = this.#next(); next; next = this.#next()) next.admit();
  }

  /** Takes the next work for which there is room. */
  #next(): Waiting | undefined {
    const next = this.#waiting.take((name, { bytes }) => this.#hasRoom(name, bytes));
    if (next) this.#use(next.name, next.item.bytes);
    return next?.item;
  }

  #hasRoom(name: string, bytes: number): boolean {
    const own = this.#inUse.get(name) ?? 0;
    const all = [...this.#inUse.values()].reduce((sum, one) => sum + one, 0);
    return fits(own, bytes, this.#limits.each) && fits(all, bytes, this.#limits.all);
  }

  #use(name: string, bytes: number): void {
    const inUse = (this.#inUse.get(name) ?? 0) + bytes;
    if (inUse === 0) this.#inUse.delete(name);
    else this.#inUse.set(name, inUse);
  }
}

const fits = (inUse: number, bytes: number, max: number): boolean =>
  inUse === 0 || inUse + bytes <= max;
