import { epochSeconds, expiryAfter } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';

/** An event in a slot. After an erasure, another event may have the same id. */
export interface EventRef {
  readonly id: string;
  /** When it was accepted, RFC 3339 in UTC, with milliseconds. */
  readonly acceptedAt: string;
}

/** Whether an event has expired. An event that is missing before its expiry was erased. */
export const hasExpired = ({ acceptedAt }: EventRef, retentionDays: number, now: Date): boolean =>
  expiryAfter(new Date(acceptedAt), retentionDays) <= epochSeconds(now);

/** Why a batch was closed: its number of events, its size, or its age. */
export type CloseReason = 'count' | 'bytes' | 'age';

/** The state of a batch, as of one of its slots. */
export interface BatchState {
  /** The number of the slot that opened it, which identifies the batch in its log. */
  readonly first: number;
  /** RFC 3339 in UTC, with milliseconds. */
  readonly openedAt: string;
  /** When it is closed at the latest, whether or not further events arrive. */
  readonly dueAt: string;
  /** The events so far, duplicates included. */
  readonly events: number;
  /** Their size as JSON, in bytes. */
  readonly bytes: number;
  /** The `latestAcceptedAt` of the slot before the batch; empty without one. */
  readonly latestAcceptedBefore: string;
}

/**
 * One entry of a log. A slot never changes, and the log has no gaps: what a batch contains is a function
 * of its slots.
 */
export interface Slot {
  /** From 0. */
  readonly number: number;
  readonly partition: string;
  /** When it was written, RFC 3339 in UTC. */
  readonly writtenAt: string;
  /** Empty in a slot that only closes its batch. */
  readonly events: readonly EventRef[];
  /** Their size as JSON, in bytes. */
  readonly bytes: number;
  /** When the first of its events was accepted; empty without events. */
  readonly firstAcceptedAt: string;
  /** When the last event in this slot, or in any slot before it, was accepted. */
  readonly latestAcceptedAt: string;
  readonly batch: BatchState;
  /** Days for which its events are kept. Absent before it is stored. */
  readonly retentionDays?: number;
  /** Present in the last slot of a batch. */
  readonly cut?: CloseReason | undefined;
}

/** The slots of the event store. */
export interface SlotLog {
  /** The last slot of a log. A read that is not consistent may return an earlier one. */
  last(log: string, consistent: boolean): Promise<Slot | undefined>;
  /** Writes a slot, unless the log has one of this number. Returns whether it was written. */
  put(log: string, slot: Slot): Promise<boolean>;
  get(log: string, number: number, consistent: boolean): Promise<Slot | undefined>;
  /** Yields slots in the order of their numbers, from `first`. */
  from(log: string, first: number, consistent: boolean): AsyncIterable<Slot>;
  /** Yields slots in the reverse order of their numbers, those before `number`. */
  before(log: string, number: number, consistent: boolean): AsyncIterable<Slot>;
}
