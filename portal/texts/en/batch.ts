import { count, duration } from './numbers.ts';

/** The texts of batches of events. */

export const ofEvents = (value: number) =>
  value === 1 ? 'Batch of 1 event' : `Batch of ${count(value)} events`;
export const id = 'Batch ID';
export const partition = 'Partition';
export const noPartition = 'None';
export const closed = 'Written because';
export const cuts = {
  count: 'The batch reached its maximum number of events',
  bytes: 'The batch reached its maximum size',
  age: 'The batch reached its maximum age',
} as const;
export const data = 'Size as JSON';
export const first = 'First event';
export const last = 'Last event';
export const collected = (seconds: number) =>
  `Collected into a batch, which is written when it is full, or ${duration(seconds)} after its first event.`;
export const heldWhileBlocked =
  'The bucket rejects every object now: the batch then waits until it accepts objects again.';
export const heldWhileDisabled =
  'The destination is disabled: the batch then waits until it is enabled.';
export const named = (id: string) => `Batch ${id}`;
export const nothing =
  'Nothing has been delivered yet. A batch of events appears here when it is written.';
export const noAttempts = 'There are no attempts yet. They appear when a batch is written.';
export const title = 'Batches';
export const written = (seconds: number) =>
  `Written when full, or ${duration(seconds)} after the first event`;
