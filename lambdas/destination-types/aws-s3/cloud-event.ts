import type { Settings, WritableEvent } from '../destination-type.ts';

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
export const cloudEventAttributes = (
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
