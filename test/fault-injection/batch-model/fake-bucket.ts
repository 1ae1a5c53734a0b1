/** The names of events that are no longer stored. */
interface Removed {
  readonly erased: ReadonlySet<string>;
  readonly expired: ReadonlySet<string>;
}

/** A customer's bucket. */
export class FakeBucket {
  readonly #objects = new Map<string, readonly string[]>();
  /** Whether it refuses to replace objects, as AWS does. */
  readonly refusesToReplace: boolean;
  #changed = 0;

  constructor(refusesToReplace: boolean) {
    this.refusesToReplace = refusesToReplace;
  }

  /**
   * Objects that were written again with other events, apart from those that were erased meanwhile, or
   * without those that have expired.
   */
  get changed(): number {
    return this.#changed;
  }

  get objects(): readonly (readonly string[])[] {
    return [...this.#objects.values()];
  }

  put(key: string, ids: readonly string[], { erased, expired }: Removed): void {
    const existing = this.#objects.get(key);
    if (existing && this.refusesToReplace) return;
    const lacks = existing?.some((id) => !ids.includes(id) && !erased.has(id)) ?? false;
    const removed = erased.union(expired);
    const adds = existing && ids.some((id) => !existing.includes(id) && !removed.has(id));
    if (lacks || adds) this.#changed += 1;
    this.#objects.set(key, ids);
  }
}
