/** Waiting items, taken round-robin by name, and in order within a name. */
export class RoundRobinQueue<Item> {
  /** The next name is first. */
  readonly #items = new Map<string, Item[]>();

  isEmpty(): boolean {
    return this.#items.size === 0;
  }

  add(name: string, item: Item): void {
    const waiting = this.#items.get(name);
    if (waiting) waiting.push(item);
    else this.#items.set(name, [item]);
  }

  /**
   * Takes the next item; undefined when there is none.
   *
   * @param mayTake whether the first item of a name may be taken; if not, the name keeps its turn
   */
  take(
    mayTake: (name: string, item: Item) => boolean = () => true,
  ): { readonly name: string; readonly item: Item } | undefined {
    for (const [name, items] of this.#items) {
      const [item] = items;
      if (item === undefined || !mayTake(name, item)) continue;
      items.shift();
      this.#items.delete(name);
      if (items.length > 0) this.#items.set(name, items);
      return { name, item };
    }
    return undefined;
  }
}
