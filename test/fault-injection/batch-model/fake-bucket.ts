/** A customer's bucket. */
export class FakeBucket {
  readonly #objects = new Map<string, readonly string[]>();
  readonly #refusesToReplace: boolean;
  #changed = 0;

  /** @param refusesToReplace whether it refuses to replace objects, as AWS does */
  constructor(refusesToReplace: boolean) {
    this.#refusesToReplace = refusesToReplace;
  }

  /** Objects that were written again with other events, apart from those that were erased meanwhile. */
  get changed(): number {
    return this.#changed;
  }

  get objects(): readonly (readonly string[])[] {
    return [...this.#objects.values()];
  }

  put(key: string, ids: readonly string[], erased: ReadonlySet<string>): void {
    const existing = this.#objects.get(key);
    if (existing && this.#refusesToReplace) return;
    const remaining = (of: readonly string[]) => of.filter((id) => !erased.has(id)).join();
    if (existing && remaining(existing) !== remaining(ids)) this.#changed += 1;
    this.#objects.set(key, ids);
  }
}
