/** The texts of the list of destinations. */
export const destinations = {
  title: 'Destinations',
  add: 'Add destination',
  columns: {
    target: 'Destination',
    topics: 'Topics',
    status: 'Status',
    today: 'Today',
    lastSuccess: 'Last delivery',
  },
  allTopics: 'All topics',
  moreTopics: (shown: string, more: number) => `${shown} and ${more} more`,
  delivered: (count: string) => `${count} delivered`,
  failed: (count: string) => `${count} failed`,
  noneLately: 'None in 30 days',
  emptyTitle: 'No destinations yet',
  empty: 'Add a destination to receive events in your own bucket. It takes a few minutes.',
  emptyReadOnly: 'When a destination is added, it appears here.',
  countsMissing: 'The counts of deliveries could not be loaded.',
  status: {
    disabled: 'Disabled',
    blocked: 'Blocked',
    failing: 'Failing',
    checking: 'Checking',
    verified: 'Verified',
  },
} as const;
