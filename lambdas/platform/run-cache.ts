/**
 * Caches what one run of a function reads. Callers that ask for a value while it is being read share
 * that read. A failed read is not cached.
 *
 * The records of a run existed before its reads began, so a shared read is as current as a separate
 * read for each record.
 */
export class RunCache<Key, Value> {
  readonly #read: (key: Key) => Promise<Value>;
  readonly #nameOf: (key: Key) => string;
  readonly #values = new Map<string, Promise<Value>>();

  constructor(read: (key: Key) => Promise<Value>, nameOf: (key: Key) => string) {
    this.#read = read;
    this.#nameOf = nameOf;
  }

  get(key: Key): Promise<Value> {
    const name = this.#nameOf(key);
    const known = this.#values.get(name);
    if (known) return known;
    const value = this.#read(key);
    this.#values.set(name, value);
    value.catch(() => this.#values.get(name) === value && this.#values.delete(name));
    return value;
  }

  /** Forgets a value that has changed: the next caller reads it again. */
  forget(key: Key): void {
    this.#values.delete(this.#nameOf(key));
  }
}
