/** A batch at one place, such as a bucket. */
export interface BatchAtPlace {
  readonly log: string;
  /** The number of the slot that opened the batch. */
  readonly first: number;
  /** Identifies the place. */
  readonly place: string;
}

/** How a batch is stored at a place: its key, for example. */
export type StoredAs = Readonly<Record<string, string>>;

/** How batches are stored, as settled by their first attempts. */
export interface SettledObjects {
  /** Records how a batch is stored, unless that was recorded before. Returns whether it was recorded. */
  put(batch: BatchAtPlace, storedAs: StoredAs): Promise<boolean>;
  /** Strongly consistent. */
  at(batch: BatchAtPlace): Promise<StoredAs | undefined>;
}

/**
 * Settles how a batch is stored at a place, before it is written there. An attempt whose response was lost
 * may have written it, and the config of the destination may have changed since, or events of the batch may
 * have been erased. Under another key, it would be written twice.
 *
 * @param chosen what this attempt would choose
 * @returns what the first attempt chose
 */
export async function settleObject(
  settled: SettledObjects,
  batch: BatchAtPlace,
  chosen: StoredAs,
): Promise<StoredAs> {
  if (await settled.put(batch, chosen)) return chosen;
  const first = await settled.at(batch);
  // An erasure removes it with the events.
  if (!first) throw new Error(`the batch ${batch.first} in ${batch.log} was erased meanwhile`);
  return first;
}
