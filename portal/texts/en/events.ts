import { bytes } from './numbers.ts';

/** The texts of the screens of events. */

export const title = 'Events';
export const missing = 'This event does not exist, or has expired.';
export const toEvents = 'Show your events';
export const id = 'Event ID';
export const anyDestination = 'All destinations';
export const emptyFiltered = 'No event matches the filters. Change or clear them.';
export const empty =
  'There are no events yet. Events that match a destination appear here as soon as they are published.';
export const pages = 'More events';
export const delivered = (delivered: number) =>
  delivered === 1 ? 'Delivered' : `Delivered to ${delivered} destinations`;
export const failed = (failed: number, total: number) =>
  total === 1 ? 'Failed' : `Failed for ${failed} of ${total} destinations`;
export const waiting = (delivered: number, total: number) =>
  total === 1 ? 'Waiting' : `Delivered to ${delivered} of ${total} destinations`;
export const unknown = 'Open the event to see';
export const outcomesFailed = 'The outcomes could not be loaded';
export const noTopic = 'No topic';
export const event = (id: string) => `Event ${id}`;
export const facts = 'About the event';
export const noAutomaticRetries = 'Failed deliveries of this event are not retried automatically.';
export const deliveries = 'Deliveries';
export const metadata = 'Metadata';
export const name = 'Name';
export const value = 'Value';
export const noMetadata = 'The event has no metadata.';
export const payload = 'Payload';
export const payloadText = 'Text of the payload';
export const payloadSize = (size: number) => bytes(size);
export const payloadHead = (size: number) => `The beginning of ${bytes(size)} is shown.`;
export const showMore = 'Show more';
export const download = 'Download';
export const thePayload = 'the payload';
