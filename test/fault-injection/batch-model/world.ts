/** A process that is running, or was until it died. */
export interface Process {
  readonly startedAt: number;
  readonly abort: AbortController;
  isDead: boolean;
}

interface Call {
  readonly process: Process;
  /** Has the effect of the call, and gives its answer. */
  readonly answer: () => void;
  /** Has the effect of the call. The answer is lost. */
  readonly effect: () => void;
}

/** Probabilities of what may happen at each call. */
const DIES = 0.02;
const ANSWER_IS_LOST = 0.5;
/** The answer is lost, and the client of AWS repeats the call. */
const REPEATED = 0.03;

/** What a call of the model takes at most, in milliseconds, and how often it takes long. */
const USUAL_MS = 400;
const LONG_MS = 20_000;
const TAKES_LONG = 0.03;

/**
 * Processes whose calls take effect one at a time, in random order. A process may die before a call, after
 * it, or because its time is over.
 */
export class World {
  now: number;
  crashes = 0;
  kills = 0;
  readonly random: () => number;
  readonly #maxRunMs: number;
  #calls: Call[] = [];
  #alive = new Set<Process>();

  constructor(random: () => number, startsAt: number, maxRunMs: number) {
    this.random = random;
    this.now = startsAt;
    this.#maxRunMs = maxRunMs;
  }

  get running(): number {
    return this.#alive.size;
  }

  chance(probability: number): boolean {
    return this.random() < probability;
  }

  /** A whole number from 0 to `below` - 1. */
  whole(below: number): number {
    return Math.floor(this.random() * below);
  }

  pick<Item>(items: readonly Item[]): Item | undefined {
    return items[this.whole(items.length)];
  }

  /** Starts a process. It ends when its work ends or when it dies, whichever is first. */
  start(work: (process: Process) => Promise<void>): void {
    const process = { startedAt: this.now, abort: new AbortController(), isDead: false };
    this.#alive.add(process);
    // Work that fails leaves what a process that dies leaves.
    work(process).then(
      () => this.#alive.delete(process),
      () => this.#alive.delete(process),
    );
  }

  /** A call of a process, which takes effect at some later time, or never. */
  call<Answer>(process: Process, effect: () => Answer): Promise<Answer> {
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    const answer = () => {
      try {
        resolve(effect());
      } catch (error) {
        reject(error);
      }
    };
    this.#calls.push({ process, answer, effect });
    return promise;
  }

  /** Lets one call take effect. Returns whether there was one. */
  step(): boolean {
    const [call] = this.#calls.splice(this.whole(this.#calls.length), 1);
    if (!call) return false;
    const { process } = call;
    this.now += this.whole(this.chance(TAKES_LONG) ? LONG_MS : USUAL_MS);
    this.#killOverdue();
    if (process.isDead) return true;
    if (!this.chance(DIES)) {
      if (this.chance(REPEATED)) call.effect();
      call.answer();
      return true;
    }
    if (this.chance(ANSWER_IS_LOST)) call.effect();
    this.crashes += 1;
    this.#kill(process);
    return true;
  }

  #killOverdue(): void {
    for (const process of this.#alive) {
      if (this.now - process.startedAt < this.#maxRunMs) continue;
      this.kills += 1;
      this.#kill(process);
    }
  }

  #kill(process: Process): void {
    process.isDead = true;
    this.#alive.delete(process);
    this.#calls = this.#calls.filter((call) => call.process !== process);
  }
}
