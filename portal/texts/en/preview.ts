import { count, dollars } from './numbers.ts';

/** The texts of the preview of an object. */

export const title = 'Preview of the next object';
export const published = 'From your newest events';
export const samples = 'From sample events';
export const key = 'Key';
export const headers = 'Headers';
export const metadata = 'Metadata';
export const body = 'Body';
export const rows = 'First rows';
export const more = (count: number) => `Other objects: ${count}`;
export const failed = 'With these values, no object can be written.';
export const cut = 'The rest is not shown.';
export const cost = 'Cost';
export const requests = (puts: number) =>
  `1,000,000 events a month would be ${count(puts)} PUT requests.`;
export const prices = (requests: number, storage: number) =>
  `That is ${dollars(requests)} for the requests, and ${dollars(storage)} for a month of storage.`;
