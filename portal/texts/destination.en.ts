import { count } from './history.en.ts';

/** The texts of the screen of a destination. */
export const destination = {
  title: 'Destination',
  missing: 'This destination does not exist, or has been deleted.',
  health: 'Do the events arrive?',
  causes: {
    disabled: 'No: the destination is disabled. Nothing is delivered until it is enabled.',
    blocked:
      'No: the bucket rejects every object. Deliveries wait, the bucket is checked repeatedly, and they are delivered when it accepts objects again.',
    verification: 'No: the last check has failed. Objects cannot be written to the bucket.',
    checking: 'Not known yet: the access to the bucket is being checked.',
    attempt: 'Not all: the last delivery has failed.',
    arriving: 'Yes: the last delivery has arrived.',
    nothing:
      'Nothing has been delivered yet. Events of these topics appear here as soon as they are delivered.',
  },
  lastDelivered: 'Last delivered',
  lastFailed: 'Last failed',
  since: 'Since',
  reason: 'Reason',
  never: 'None recorded',
  topics: 'Topics',
  allTopics: 'All topics',
  objectKey: 'Object',
  openStore: 'Open the bucket',
  edit: 'Edit',
  test: 'Test now',
  testing: 'Testing…',
  enable: 'Enable',
  disable: 'Disable',
  delete: 'Delete',
  enabled: 'The destination is enabled. Waiting deliveries are on their way.',
  disabled: 'The destination is disabled.',
  deleted: (target: string) => `${target} is deleted.`,
  deleteTitle: 'Delete this destination?',
  deleteText: 'Deliveries that wait are not made. The objects in the bucket stay.',
  deleteType: (bucket: string) => `Type “${bucket}” to confirm`,
  deleteNow: 'Delete the destination',
  deleteMismatch: (bucket: string) => `This is not “${bucket}”.`,
  changeFailed: 'The destination is unchanged',
  testTitle: 'Test',
  testText: 'Checks every step of a delivery, and leaves nothing in the bucket.',
  testFailed: 'The test could not be started',
  testResults: {
    verified: 'Objects can be written to the bucket.',
    failed: 'Objects cannot be written to the bucket.',
    pending: 'The test takes longer than usual. Its result appears at the top of this page.',
  },
  showEvents: 'Events of this destination',
} as const;

/** The texts of the chart. */
export const chart = {
  title: 'Attempts over time',
  range: 'Time range',
  ranges: { '24h': '24 hours', '7d': '7 days', '30d': '30 days' },
  summary: (delivered: number, failed: number) =>
    `${count(delivered)} delivered, ${count(failed)} failed`,
  bar: (time: string, delivered: number, failed: number) =>
    `${time}: ${count(delivered)} delivered, ${count(failed)} failed`,
  table: 'Show as a table',
  start: 'From',
} as const;

/** The texts of the attempts. */
export const attempts = {
  emptyFiltered: 'No attempt matches the filters. Change or clear them.',
  empty: 'There are no attempts yet. They appear when an event of the topics is published.',
} as const;

/** The texts of the deliveries that wait. */
export const parked = {
  title: 'Waiting deliveries',
  none: 'No delivery waits.',
  reasons: {
    retry: 'Waiting for the next retry',
    blocked: 'Waiting until the bucket accepts objects',
    disabled: 'Waiting until the destination is enabled',
    verification_pending: 'Waiting until the role is proven to be safe',
  },
  count: (value: number, isMore: boolean) =>
    isMore ? `More than ${count(value)}` : `${count(value)}`,
  more: 'More waiting deliveries',
  pages: { prev: 'Earlier events', next: 'Later events' },
  list: 'Waiting deliveries, the oldest event first',
  reason: 'Reason',
  due: 'Next attempt',
  expires: 'Expires',
  until: 'Until',
  eventTime: 'Event time',
  deliverNow: 'Deliver now',
  cancel: 'Cancel',
  cancelTitle: 'Cancel this delivery?',
  cancelText: (id: string) =>
    `${id} is not delivered to this destination. It is recorded as failed, and can be retried later.`,
  cancelNow: 'Cancel the delivery',
  keep: 'Keep it',
  cancelled: 'The delivery is cancelled.',
  failed: 'The delivery is unchanged',
} as const;

/** The texts of bulk retries. */
export const bulk = {
  open: 'Retry many…',
  title: 'Retry failed deliveries',
  text: 'Each delivery to this destination whose last attempt failed within this time is tried once more.',
  topic: 'Topic (all if empty)',
  code: 'Result code (all if empty)',
  start: 'Start',
  failed: 'The retries were not started',
  needsFrom: 'Enter a time from which to retry.',
  order: 'The time range must end after it begins.',
  to: 'To (now if empty)',
  progress: 'Progress of the retries',
  statuses: {
    queued: 'Retries will start soon',
    running: 'Retrying',
    completed: 'Retries are queued',
    cancelled: 'Retries are cancelled',
    failed: 'Retries could not be started',
  },
  counts: (queued: number, skipped: number) =>
    skipped === 0
      ? `${count(queued)} retried`
      : `${count(queued)} retried, ${count(skipped)} skipped`,
  skipped: {
    delivered: (value: number) => `${count(value)} already delivered`,
    destination_deleted: (value: number) => `${count(value)} of a deleted destination`,
    destination_disabled: (value: number) => `${count(value)} of a disabled destination`,
    no_match: (value: number) => `${count(value)} no longer match the topics or the filter`,
    filter: (value: number) => `${count(value)} exceed the limit of the filter`,
    event_expired: (value: number) => `${count(value)} have expired`,
    data_unavailable: (value: number) => `${count(value)} without available data`,
  },
  range: 'Failed since',
  cancel: 'Cancel the retries',
  cancelFailed: 'The retries go on',
} as const;
