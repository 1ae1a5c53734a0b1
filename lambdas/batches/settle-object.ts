/** A batch at one place, such as a bucket. */
export interface BatchAtPlace {
  readonly log: string;
  /** The number of the slot that opened the batch. */
  readonly first: number;
  /** Identifies the place. */
  readonly place: string;
}

/** How a batch is stored at a place: its key, for example. */
type StoredAs = Readonly<Record<string, string>>;

/** The object of a batch at a place. */
export interface SettledObject {
  readonly storedAs: StoredAs;
  /** The number of its events. */
  readonly events: number;
}

/** The objects of batches, as settled by their first attempts. */
export interface SettledObjects {
  /** Records the object of a batch, unless one was recorded before. Returns whether it was recorded. */
  put(batch: BatchAtPlace, object: SettledObject): Promise<boolean>;
  /** Strongly consistent. */
  at(batch: BatchAtPlace): Promise<SettledObject | undefined>;
}

/** The object that an attempt would write. */
export interface ChosenObject extends SettledObject {
  /** The number of events that it lacks because they have expired. */
  readonly expired: number;
}

/** How an attempt writes the object of a batch. */
export interface ObjectToWrite {
  /** What the first attempt chose. */
  readonly storedAs: StoredAs;
  /** Whether the first attempt may have written events that have expired since. */
  readonly mayHaveExpiredEvents: boolean;
}

/**
 * Settles how a batch is stored at a place, before it is written there. An attempt whose response was lost
 * may have written it, and the config of the destination may have changed since, or events of the batch may
 * have been erased. Under another key, it would be written twice.
 *
 * @param chosen what this attempt would choose
 */
export async function settleObject(
  settled: SettledObjects,
  batch: BatchAtPlace,
  { storedAs, events, expired }: ChosenObject,
): Promise<ObjectToWrite> {
  if (await settled.put(batch, { storedAs, events }))
    return { storedAs, mayHaveExpiredEvents: false };
  const first = await settled.at(batch);
  // An erasure removes it with the events.
  if (!first) throw new Error(`the batch ${batch.first} in ${batch.log} was erased meanwhile`);
  return {
    storedAs: first.storedAs,
    mayHaveExpiredEvents: expired > 0 && first.events > events,
  };
}
