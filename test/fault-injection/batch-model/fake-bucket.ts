/** A customer's bucket. */
export class FakeBucket {
  readonly #objects = new Map<string, readonly string[]>();
  readonly #refusesToReplace: boolean;
  #changed = 0;

  /** @param refusesToReplace whether it refuses to replace objects, as AWS does */
  constructor(refusesToReplace: boolean) {
    this.#refusesToReplace = refusesToReplace;
  }

  /** Objects that were written again with events that were not erased in between, or without some. */
  get changed(): number {
    return this.#changed;
  }

  get objects(): readonly (readonly string[])[] {
    return [...this.#objects.values()];
  }

  put(key: string, ids: readonly string[], erased: ReadonlySet<string>): void {
    const existing = this.#objects.get(key);
    if (existing && this.#refusesToReplace) return;
    const remaining = existing?.filter((id) => ids.includes(id) || !erased.has(id));
    if (remaining && remaining.join() !== ids.join()) this.#changed += 1;
    this.#objects.set(key, ids);
  }
}
