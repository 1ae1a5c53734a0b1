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
export const named = (id: string) => `Batch ${id}`;
export const title = 'Batches';
export const written = (seconds: number) =>
  `Written when full, or ${duration(seconds)} after the first event`;
