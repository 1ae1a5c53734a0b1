import { count } from './numbers.ts';

/** The texts of the chart. */

export const title = 'Attempts over time';
export const range = 'Time range';
export const ranges = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' } as const;
export const summary = (delivered: number, failed: number) =>
  `${count(delivered)} delivered, ${count(failed)} failed`;
export const bar = (time: string, delivered: number, failed: number) =>
  `${time}: ${count(delivered)} delivered, ${count(failed)} failed`;
export const table = 'Show as a table';
export const start = 'From';
