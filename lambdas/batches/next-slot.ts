import type { BatchState, CloseReason, EventRef, Slot } from './slot.ts';

/** The limits at which a batch is closed. */
export interface BatchLimits {
  readonly events: number;
  /** Of JSON, before it is encoded. */
  readonly bytes: number;
  /** Age of the first event. */
  readonly seconds: number;
}

/** A reference to an event that a destination is to receive in a batch. */
export interface Reference extends EventRef {
  /** The size of the event as JSON, in bytes. */
  readonly bytes: number;
}

/** The input for appending to a log, in addition to the references. */
export interface AppendOptions {
  readonly partition: string;
  readonly limits: BatchLimits;
  readonly now: Date;
}

/**
 * The minimum delay of the delivery of a new batch, in seconds. By then, the run that queued it has written
 * the slot or has ended: runs take at most 30 seconds.
 */
const MIN_DELAY_SECONDS = 35;

/** The maximum size of the ids in one slot, in bytes. An item has at most 400 KB. */
const MAX_IDS_BYTES = 280_000;

/** A separator and an offset of up to 8 digits, which is enough for the milliseconds of a day. */
const OVERHEAD_BYTES = 10;

/** Whether the slot after `last` opens a batch. */
export const opensBatch = (last: Slot | undefined): boolean =>
  last === undefined || last.cut !== undefined;

/**
 * Plans the slot that follows `last`. The limits are hard: the references are divided at them, and a
 * single event over the limit is a batch of its own.
 *
 * @param references at least one, sorted by {@link byAcceptance}
 * @returns the slot, and how many of the references are in it
 */
export function nextSlot(
  last: Slot | undefined,
  references: readonly Reference[],
  options: AppendOptions,
): { readonly slot: Slot; readonly takenCount: number } {
  const { partition, limits, now } = options;
  const number = last === undefined ? 0 : last.number + 1;
  const current =
    last === undefined || last.cut !== undefined
      ? openBatch(last, number, references, options)
      : last.batch;
  const { takenCount, cut } = takeReferences(current, references, limits);
  const events = references.slice(0, takenCount);
  const bytes = events.reduce((sum, reference) => sum + reference.bytes, 0);
  const latest = events.at(-1)?.acceptedAt ?? '';
  const slot: Slot = {
    number,
    partition,
    writtenAt: now.toISOString(),
    events: events.map(({ id, acceptedAt }) => ({ id, acceptedAt })),
    bytes,
    firstAcceptedAt: events[0]?.acceptedAt ?? '',
    latestAcceptedAt: maxTime(latest, last?.latestAcceptedAt ?? ''),
    batch: { ...current, events: current.events + takenCount, bytes: current.bytes + bytes },
    ...(cut !== undefined && { cut }),
  };
  return { slot, takenCount };
}

/** The slot that closes a batch at its maximum age. */
export const closingSlot = (last: Slot, now: Date): Slot => ({
  number: last.number + 1,
  partition: last.partition,
  writtenAt: now.toISOString(),
  events: [],
  bytes: 0,
  firstAcceptedAt: '',
  latestAcceptedAt: last.latestAcceptedAt,
  batch: last.batch,
  cut: 'age',
});

/** The order of references in slots. */
export const byAcceptance = (a: EventRef, b: EventRef): number =>
  a.acceptedAt === b.acceptedAt ? compare(a.id, b.id) : compare(a.acceptedAt, b.acceptedAt);

/**
 * The age counts from the acceptance of the first event, which a clock that is ahead may put in the future.
 */
function openBatch(
  last: Slot | undefined,
  number: number,
  [earliest]: readonly Reference[],
  { limits, now }: AppendOptions,
): BatchState {
  const acceptedAt = earliest === undefined ? now.getTime() : Date.parse(earliest.acceptedAt);
  const startsAt = Math.min(acceptedAt, now.getTime());
  const dueAt = Math.max(
    startsAt + limits.seconds * 1_000,
    now.getTime() + MIN_DELAY_SECONDS * 1_000,
  );
  return {
    first: number,
    openedAt: now.toISOString(),
    dueAt: new Date(dueAt).toISOString(),
    events: 0,
    bytes: 0,
    latestAcceptedBefore: last?.latestAcceptedAt ?? '',
  };
}

/** How many references the slot takes, and whether it closes the batch. */
function takeReferences(
  { events, bytes }: BatchState,
  references: readonly Reference[],
  limits: BatchLimits,
): { readonly takenCount: number; readonly cut?: CloseReason } {
  let totalBytes = bytes;
  let idsBytes = 0;
  let takenCount = 0;
  for (const reference of references) {
    const isEmpty = events + takenCount === 0;
    if (events + takenCount >= limits.events) return { takenCount, cut: 'count' };
    if (!isEmpty && totalBytes + reference.bytes > limits.bytes)
      return { takenCount, cut: 'bytes' };
    idsBytes += Buffer.byteLength(reference.id) + OVERHEAD_BYTES;
    if (takenCount > 0 && idsBytes > MAX_IDS_BYTES) return { takenCount };
    totalBytes += reference.bytes;
    takenCount += 1;
  }
  if (events + takenCount >= limits.events) return { takenCount, cut: 'count' };
  return totalBytes >= limits.bytes ? { takenCount, cut: 'bytes' } : { takenCount };
}

const maxTime = (a: string, b: string): string => (a > b ? a : b);

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
