import type { Settings, WritableEvent } from '../destination-type.ts';
import { cloudEventAttributes } from './cloud-event.ts';

/** What is written of an event: its data, or an envelope around it. */
export const ENCODINGS = ['data', 'event', 'cloudevents'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * Returns what is written of an event, as JSON text. It contains the text of the event's data byte for
 * byte, because parsing could change numbers. The text is the same at every attempt.
 *
 * @param source the `source` of a CloudEvent
 */
export const encodedEvent = (event: WritableEvent, encoding: Encoding, source: string): string => {
  switch (encoding) {
    case 'data':
      return event.data;
    case 'event': {
      const { id, topic, time, metadata, data } = event;
      return withData({ id, topic, time, metadata: inOrder(metadata) }, data);
    }
    case 'cloudevents': {
      const metadata = inOrder(event.metadata);
      return withData(cloudEventAttributes({ ...event, metadata }, source), event.data);
    }
  }
};

/** @param envelope an object with at least one member */
const withData = (envelope: object, data: string): string =>
  `${JSON.stringify(envelope).slice(0, -1)},"data":${data}}`;

/** DynamoDB does not keep the order of a map: the metadata of a recorded event may be in another. */
const inOrder = (metadata: Settings): Settings =>
  Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));
