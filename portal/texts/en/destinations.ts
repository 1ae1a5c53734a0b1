import { count } from './numbers.ts';

/** The texts of the list of destinations. */

export const title = 'Destinations';
export const add = 'Add destination';
export const columns = {
  target: 'Destination',
  topics: 'Topics',
  status: 'Status',
  recent: 'Last 24 hours',
  lastSuccess: 'Last delivery',
} as const;
export const allTopics = 'All topics';
export const moreTopics = (shown: string, more: number) => `${shown} and ${more} more`;
export const delivered = (value: number) => `${count(value)} delivered`;
export const failed = (value: number) => `${count(value)} failed`;
export const search = 'Search by bucket, topic or status';
export const found = (found: number, all: number) => `${found} of ${all} destinations`;
export const noneLately = 'None in 30 days';
export const emptyTitle = 'No destinations yet';
export const empty =
  'Add a destination to receive events in your own bucket. It takes a few minutes.';
export const emptyReadOnly = 'When a destination is added, it appears here.';
export const countsMissing = 'The counts of deliveries could not be loaded.';
export const status = {
  disabled: 'Disabled',
  blocked: 'Blocked',
  failing: 'Failing',
  checking: 'Checking',
  verified: 'Verified',
} as const;
