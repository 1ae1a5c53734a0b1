import type { Settings, WritableEvent } from '../destination-type.ts';

/** The form in which an event is written: its data, or an envelope around it. */
export const ENCODINGS = ['data', 'event', 'cloudevents'] as const;
export type Encoding = (typeof ENCODINGS)[number];

/**
 * Returns the JSON text to write for an event. It contains the text of the event's data byte for byte,
 * because parsing could change numbers. The text is the same at every attempt.
 *
 * @param source the `source` of a CloudEvent
 */
export const encodedEvent = (event: WritableEvent, encoding: Encoding, source: string): string => {
  switch (encoding) {
    case 'data':
      return event.data;
    case 'event': {
      const { id, topic, time, metadata, data } = event;
      return withData({ id, topic, time, metadata: sortedByName(metadata) }, data);
    }
    case 'cloudevents': {
      const metadata = sortedByName(event.metadata);
      return withData(cloudEventAttributes({ ...event, metadata }, source), event.data);
    }
  }
};

/** @param envelope an object with at least one member */
const withData = (envelope: object, data: string): string =>
  `${JSON.stringify(envelope).slice(0, -1)},"data":${data}}`;

/**
 * DynamoDB does not keep the order of a map, so a recorded event may have its metadata in a different
 * order.
 */
const sortedByName = (metadata: Settings): Settings =>
  Object.fromEntries(Object.entries(metadata).toSorted(([a], [b]) => (a < b ? -1 : 1)));

/** https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/formats/json-format.md */
export const CLOUD_EVENT_TYPE = 'application/cloudevents+json';

/** The attributes of CloudEvents 1.0 that metadata cannot set, and the name of the data. */
const RESERVED: ReadonlySet<string> = new Set([
  'specversion',
  'id',
  'source',
  'type',
  'time',
  'datacontenttype',
  'dataschema',
  'data',
]);

/** The `type` of an event without a topic, because CloudEvents demands one. */
const TYPE_WITHOUT_TOPIC = 'waybill.event';

/**
 * The attributes of a CloudEvent, without its data.
 *
 * @param source identifies the stage: a URI reference
 */
const cloudEventAttributes = (
  { id, topic, time, metadata }: WritableEvent,
  source: string,
): Settings => ({
  specversion: '1.0',
  id,
  source,
  type: topic || TYPE_WITHOUT_TOPIC,
  time,
  datacontenttype: 'application/json',
  ...metadataAttributes(metadata),
});

/** Returns the metadata that becomes attributes: `subject`, and extensions. */
export const metadataAttributes = (metadata: Settings): Settings =>
  Object.fromEntries(Object.entries(metadata).filter(isAttribute));

/** An empty subject is not allowed. */
const isAttribute = ([name, value]: readonly [string, string]): boolean =>
  /^[a-z0-9]{1,20}$/.test(name) &&
  !RESERVED.has(name) &&
  !(name === 'subject' && value === '') &&
  isString(value);

/** Whether CloudEvents allows each character in a value of type String. */
const isString = (value: string): boolean =>
  !/[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}]/u.test(value);
