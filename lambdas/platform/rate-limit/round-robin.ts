/**
 * Does pieces of work one at a time. Names take turns, so that a name with many pieces delays each
 * piece of another name by one piece of its own, and no more.
 */
export class FairTurns {
  /** The pieces that wait, by name; the name whose turn is next stands first. */
  readonly #waiting = new Map<string, (() => Promise<void>)[]>();
  #isBusy = false;

  /** Does a piece of work for `name` in its turn. */
  run<Result>(name: string, piece: () => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    const work = () => piece().then(resolve, reject);
    this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), work]);
    if (!this.#isBusy) void this.#doAll();
    return promise;
  }

  /** Never rejects: who asked for a piece learns how it ended. */
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
