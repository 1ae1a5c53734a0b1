import { bytes } from './history.en.ts';

/** The texts of the screens of events. */
export const events = {
  title: 'Events',
  missing: 'This event does not exist, or has expired.',
  toEvents: 'Show your events',
  id: 'Event ID',
  anyDestination: 'All destinations',
  emptyFiltered: 'No event matches the filters. Change or clear them.',
  empty:
    'There are no events yet. Events that match a destination appear here as soon as they are published.',
  pages: 'More events',
  delivered: (delivered: number) =>
    delivered === 1 ? 'Delivered' : `Delivered to ${delivered} destinations`,
  failed: (failed: number, total: number) =>
    total === 1 ? 'Failed' : `Failed for ${failed} of ${total} destinations`,
  waiting: (delivered: number, total: number) =>
    total === 1 ? 'Waiting' : `Delivered to ${delivered} of ${total} destinations`,
  unknown: 'Open the event to see',
  outcomesFailed: 'The outcomes could not be loaded',
  noTopic: 'No topic',
  event: (id: string) => `Event ${id}`,
  facts: 'About the event',
  noAutomaticRetries: 'Failed deliveries of this event are not retried automatically.',
  deliveries: 'Deliveries',
  metadata: 'Metadata',
  name: 'Name',
  value: 'Value',
  noMetadata: 'The event has no metadata.',
  payload: 'Payload',
  payloadText: 'Text of the payload',
  payloadSize: (size: number) => bytes(size),
  payloadHead: (size: number) => `The beginning of ${bytes(size)} is shown.`,
  showMore: 'Show more',
  download: 'Download',
  thePayload: 'the payload',
} as const;
