import { count } from './numbers.ts';

/** The texts of bulk retries. */

export const open = 'Retry many…';
export const title = 'Retry failed deliveries';
export const text =
  'Each delivery to this destination whose last attempt failed within this time is tried once more. Leave a field empty for no limit.';
export const code = 'Result code';
export const start = 'Start';
export const failed = 'The retries were not started';
export const progress = 'Progress of the retries';
export const statuses = {
  queued: 'Retries will start soon',
  running: 'Retrying',
  completed: 'Retries are queued',
  cancelled: 'Retries are cancelled',
  failed: 'Retries could not be started',
} as const;
export const counts = (queued: number, skipped: number) =>
  skipped === 0
    ? `${count(queued)} retried`
    : `${count(queued)} retried, ${count(skipped)} skipped`;
export const skipped = {
  delivered: (value: number) => `${count(value)} already delivered`,
  destination_deleted: (value: number) => `${count(value)} of a deleted destination`,
  destination_disabled: (value: number) => `${count(value)} of a disabled destination`,
  no_match: (value: number) => `${count(value)} no longer match the topics or the filter`,
  filter: (value: number) => `${count(value)} exceed the limit of the filter`,
  event_expired: (value: number) => `${count(value)} have expired`,
  data_unavailable: (value: number) => `${count(value)} without available data`,
} as const;
export const range = 'Failed since';
export const cancel = 'Cancel the retries';
export const cancelFailed = 'The retries continue';
