/** The texts that the screens of a destination, of events and of an event share. */
export const history = {
  pages: { prev: 'Newer', next: 'Older' },
  links: 'See also',
  apply: 'Apply',
  clear: 'Clear filters',
  filters: 'Filters',
  from: 'From',
  to: 'To',
  topic: 'Topic',
  status: 'Status',
  any: 'Any',
  delivered: 'Delivered',
  failed: 'Failed',
  waiting: 'Waiting',
  unknown: 'Open to see',
  none: '–',
  attempts: 'Attempts',
  moreAttempts: 'More attempts',
  time: 'Time',
  event: 'Event',
  destination: 'Destination',
  deletedDestination: (id: string) => `${id} (deleted)`,
  outcome: 'Outcome',
  result: 'Result',
  attempt: 'Attempt',
  manual: (number: number) => `${number} (manual)`,
  size: 'Size',
  latency: 'Latency',
  milliseconds: (value: number) => `${value} ms`,
  actions: 'Actions',
  retry: 'Retry',
  onItsWay: 'On its way',
  deliverAgain: 'Deliver again',
  /** The name of a button that does `action` with one event of a list. */
  actionOnEvent: (action: string, event: string) => `${action}: event ${event}`,
  actionOnBatch: (action: string, batch: string) => `${action}: batch ${batch}`,
  retryFailed: 'The retry was not accepted',
  retryQueued: 'The retry is on its way. Its result appears here within seconds.',
  fix: 'What to do',
} as const;

/** The texts of batches of events. */
export const batch = {
  ofEvents: (value: number) =>
    value === 1 ? 'Batch of 1 event' : `Batch of ${count(value)} events`,
  id: 'Batch ID',
  partition: 'Partition',
  noPartition: 'None',
  closed: 'Written because',
  cuts: {
    count: 'It had the most events of a batch',
    bytes: 'It had the most bytes of a batch',
    age: 'It had reached its age',
  },
  data: 'Size as JSON',
  first: 'First event',
  last: 'Last event',
  collected: 'Collected into a batch, which is written when it is full or old enough.',
} as const;

/** A number of bytes, such as `1.2 kB`. */
export function bytes(count: number): string {
  const rounded = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
  if (count < 1_000) return count === 1 ? '1 byte' : `${count} bytes`;
  return count < 1_000_000
    ? `${rounded.format(count / 1_000)} kB`
    : `${rounded.format(count / 1_000_000)} MB`;
}

/** A count, such as `12,345`. */
export const count = (value: number): string => new Intl.NumberFormat('en-GB').format(value);
