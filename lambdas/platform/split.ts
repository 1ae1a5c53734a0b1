/** The limits of one batch. */
export interface Capacity {
  readonly items: number;
  readonly bytes: number;
}

/** Divides items into batches, each as full as it can be. An item that is too large is a batch of its own. */
export function* split<Item>(
  items: readonly Item[],
  capacity: Capacity,
  bytesOf: (item: Item) => number,
): Generator<readonly Item[]> {
  let batch: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const size = bytesOf(item);
    const isFull = batch.length === capacity.items || bytes + size > capacity.bytes;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(item);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}
