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
  deliverAgain: 'Deliver again',
  /** The name of a button that does `action` with one event of a list. */
  actionOnEvent: (action: string, event: string) => `${action}: event ${event}`,
  retryFailed: 'The retry was not accepted',
  retryQueued: 'The retry is on its way. Its result appears here within seconds.',
  fix: 'What to do',
} as const;

/** A number of bytes, such as `1.2 kB`. */
export function bytes(count: number): string {
  const units = ['byte', 'kilobyte', 'megabyte'] as const;
  const index = count < 1_000 ? 0 : count < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat('en-GB', {
    style: 'unit',
    unit: units[index],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(count / 1_000 ** index);
}

/** A count, such as `12,345`. */
export const count = (value: number): string => new Intl.NumberFormat('en-GB').format(value);
