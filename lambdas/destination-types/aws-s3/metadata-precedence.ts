import { own } from '../../platform/json/own.ts';
import type { Settings, WritableEvent } from '../destination-type.ts';
import { eventTime } from './event-time.ts';

/**
 * The metadata entry that lists omitted entries. The name is reserved, so tenants cannot set it.
 */
export const omittedName = 'waybill-omitted';

/**
 * Unencoded metadata by stored name. No name occurs in two levels: system takes precedence over
 * event, event over destination.
 */
export interface MetadataPrecedence {
  readonly system: Settings;
  readonly event: Settings;
  readonly destination: Settings;
}

/** Groups an object's metadata by its source. */
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
 * Returns the `metadata` that a key template sees: all levels, unencoded, under their stored
 * names and, for templates written for Outpost, also under their original names.
 */
export const templateMetadata = (event: WritableEvent, delivery: Settings): Settings => ({
  ...delivery,
  ...storedNames(delivery),
  ...event.metadata,
  ...storedNames(event.metadata),
  ...metadataPrecedence(event, delivery).system,
});

/**
 * S3 converts names to lower case
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html). A header name
 * contains only token characters (RFC 9110 section 5.6.2); all others become `-`.
 */
const storedName = (name: string): string =>
  name.toLowerCase().replace(/[^!#$%&'*+.^_`|~0-9a-z-]/gu, '-') || '-';

/**
 * When several names have the same stored name, the name that needed no change wins, otherwise
 * the last in sort order.
 */
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
