import { own } from '../../platform/json/own.ts';
import type { Settings, WritableEvent } from '../destination-type.ts';
import { eventTime } from './event-time.ts';

/** Named after what was left out; reserved, so that nobody else can claim it. */
export const omittedName = 'waybill-omitted';

/** Metadata in clear text, by stored name. No name is in two levels: system wins over event, event over destination. */
export interface MetadataPrecedence {
  readonly system: Settings;
  readonly event: Settings;
  readonly destination: Settings;
}

/** Sorts an object's metadata by where it comes from. */
export const metadataPrecedence = (
  event: WritableEvent,
  delivery: Settings,
): MetadataPrecedence => {
  const system = {
    'event-id': event.id,
    topic: event.topic,
    timestamp: eventTime(event.time).unix,
  };
  const own = without(storedNames(event.metadata), system);
  return { system, event: own, destination: without(storedNames(delivery), { ...system, ...own }) };
};

/**
 * What a key template sees as `metadata`: all levels in clear text, under the names they are stored
 * by and, as templates written for Outpost expect, under the names they were given.
 */
export const templateMetadata = (event: WritableEvent, delivery: Settings): Settings => ({
  ...delivery,
  ...storedNames(delivery),
  ...event.metadata,
  ...storedNames(event.metadata),
  ...metadataPrecedence(event, delivery).system,
});

/**
 * S3 lower-cases names (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html),
 * and a header name holds only token characters (RFC 9110 section 5.6.2); others become `-`.
 */
const storedName = (name: string): string =>
  name.toLowerCase().replace(/[^!#$%&'*+.^_`|~0-9a-z-]/gu, '-') || '-';

/** Of names that come to the same one, the one that needed no change wins, else the last in order. */
const storedNames = (metadata: Settings): Settings => {
  const names = Object.keys(metadata).sort();
  const changed = names.filter((name) => storedName(name) !== name);
  const exact = names.filter((name) => storedName(name) === name);
  return Object.fromEntries(
    [...changed, ...exact].map((name) => [storedName(name), own(metadata, name) ?? '']),
  );
};

const without = (metadata: Settings, taken: Settings): Settings =>
  Object.fromEntries(
    Object.entries(metadata).filter(
      ([name]) => !Object.hasOwn(taken, name) && name !== omittedName,
    ),
  );
