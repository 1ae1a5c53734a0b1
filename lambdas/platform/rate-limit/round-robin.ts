/**
 * Runs pieces of work one at a time, round-robin by name. A name with many pieces delays each piece of
 * another name by at most one of its own.
 */
export class RoundRobin {
  /** Waiting pieces by name. The next name is first. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  #isBusy = false;

  /** Queues a piece of work for `name`. Resolves or rejects with its result. */
  run<Result>(name: string, piece: () => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const work = () => piece().then(resolve, reject);
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), work]);
    if (!this.#isBusy) void this.#doAll();
    return promise;
  }

  /** Never rejects: errors reject the promise that {@link run} returned. */
  async #doAll(): Promise<void> {
    this.#isBusy = true;
    for (let work = this.#next(); work; work = this.#next()) await work();
    this.#isBusy = false;
  }

  #next(): (() => Promise<void>) | undefined {
    for (const [name, [first, ...rest]] of this.#waiting) {
      this.#waiting.delete(name);
      if (rest.length > 0) this.#waiting.set(name, rest);
      return first;
    }
    return undefined;
  }
}
