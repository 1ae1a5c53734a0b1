import { own } from '../../platform/json/json.ts';
import type { Settings, WritableEvent } from '../destination-type.ts';
import { unixSeconds } from './key-templates/event-time.ts';

/**
 * The maximum total size of all names and values in bytes
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
const maxBytes = 2048;

/** The same page limits all headers of a request to 8 KB. */
const maxHeaderBytes = 8192;

/** The bytes of all other headers, except their texts of variable length. */
const otherHeaderBytes = 2000;

/** In a request, each entry takes its bytes, its name again in the signature's list, and these. */
const headerBytesPerEntry = 27;

/** As many always fit if no other header has a text of variable length. */
const maxEntries = 60;

/** The maximum length, in characters, of the list of omitted names. */
const maxOmittedListLength = 200;

/**
 * The maximum length in code points. Two such values of four-byte characters still fit, encoded,
 * in addition to the list above.
 */
const maxSystemValueLength = 128;

interface Entry {
  readonly name: string;
  readonly value: string;
  readonly bytes: number;
}

/**
 * Builds an object's user metadata: valid header names, values of printable ASCII, at most 2 KB.
 * Entries that do not fit are omitted and listed in `waybill-omitted`: the largest entries of the
 * event first, then those of the destination. Metadata never makes an event undeliverable.
 *
 * @param otherBytes the room that other headers of variable length take
 * @param inBody the metadata of the event that the body contains. @default none
 */
export const objectMetadata = (
  event: WritableEvent,
  delivery: Settings,
  { otherBytes = 0, inBody }: { otherBytes?: number; inBody?: Settings | undefined } = {},
): Settings => {
  const levels = metadataPrecedence(event, delivery);
  const ofEvent = inBody ? without(levels.event, inBody) : levels.event;
  return fitted(levels.system, [ofEvent, levels.destination], otherBytes);
};

/**
 * Builds the user metadata of an object that is not of one event, like {@link objectMetadata}.
 *
 * @param system precedes the metadata of the destination
 * @param otherBytes the room that other headers of variable length take
 */
export const otherMetadata = (system: Settings, delivery: Settings, otherBytes: number): Settings =>
  fitted(system, [without(storedNames(delivery), system)], otherBytes);

/** @param levels the metadata that may be omitted, in the order in which to omit it */
const fitted = (ofSystem: Settings, levels: readonly Settings[], otherBytes: number): Settings => {
  const system = systemEntries(ofSystem);
  const others = levels.flatMap(largestFirst);
  const omitted = countToOmit(system, others, maxHeaderBytes - otherHeaderBytes - otherBytes);
  const kept = [...system, ...others.slice(omitted), ...omittedEntry(others, omitted)];
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]));
};

const countToOmit = (
  system: readonly Entry[],
  others: readonly Entry[],
  headerRoom: number,
): number => {
  let bytes = bytesOf(system) + bytesOf(others);
  let headerBytes = headerBytesOf(system) + headerBytesOf(others);
  for (const [count, omitted] of others.entries()) {
    const notice = omittedEntry(others, count);
    const entries = system.length + others.length - count + notice.length;
    const isWithinHeaders = headerBytes + headerBytesOf(notice) <= headerRoom;
    if (bytes + bytesOf(notice) <= maxBytes && entries <= maxEntries && isWithinHeaders)
      return count;
    bytes -= omitted.bytes;
    headerBytes -= headerBytesOf([omitted]);
  }
  return others.length;
};

/**
 * Never fails for stored events either, whose ids and topics may be longer than publishing allows
 * today.
 */
const systemEntries = (system: Settings): Entry[] => {
  const whole = Object.entries(system).map(entry);
  const room = maxBytes - omittedName.length - maxOmittedListLength - ',+999999'.length;
  return bytesOf(whole) <= room
    ? whole
    : Object.entries(system).map(([name, value]) => entry([name, start(value)]));
};

const start = (value: string): string => [...value].slice(0, maxSystemValueLength).join('');

const entry = ([name, clear]: readonly [string, string]): Entry => {
  const value = headerValue(clear);
  return { name, value, bytes: name.length + value.length };
};

/**
 * Encodes a value that a header would lose or change: anything except printable ASCII, leading or
 * trailing spaces and consecutive spaces (RFC 9110 section 5.5; SigV4 signs them trimmed), and
 * text that resembles an encoded word.
 */
const headerValue = (clear: string): string =>
  /[^ -~]|^ | $| {2}|=\?/.test(clear) ? encodedWords(clear) : clear;

const largestFirst = (metadata: Settings): Entry[] =>
  Object.entries(metadata)
    .map(entry)
    .sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1));

/**
 * Returns the entry that lists the names of the first `count` of `others`; none when `count` is
 * 0.
 */
const omittedEntry = (others: readonly Entry[], count: number): Entry[] =>
  count === 0 ? [] : [entry([omittedName, nameList(others, count)])];

/** `a,b,c`, or `a,b,+7` when the full list would be too long. */
const nameList = (others: readonly Entry[], count: number): string => {
  let list = '';
  for (let named = 0; named < count; named += 1) {
    const longer = `${list}${list && ','}${others[named]?.name}`;
    if (longer.length > maxOmittedListLength) return `${list}${list && ','}+${count - named}`;
    list = longer;
  }
  return list;
};

const bytesOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { bytes }) => sum + bytes, 0);

const headerBytesOf = (entries: readonly Entry[]): number =>
  entries.reduce((sum, { name, bytes }) => sum + bytes + name.length + headerBytesPerEntry, 0);

/** RFC 2047 section 2: an encoded word has at most 75 characters, 12 of which are delimiters. */
const bytesPerWord = Math.floor((75 - '=?UTF-8?B??='.length) / 4) * 3;

/**
 * Encodes `text` as RFC 2047 encoded words (UTF-8, base64). Each word contains whole characters
 * (section 5). Single spaces separate the words; a decoder drops them when it joins the words
 * (section 6.2).
 */
export const encodedWords = (text: string): string =>
  chunks(text)
    .map((chunk) => `=?UTF-8?B?${Buffer.from(chunk).toString('base64')}?=`)
    .join(' ');

const chunks = (text: string): string[] => {
  const chunks: string[] = [];
  let chunk = '';
  for (const character of text) {
    if (Buffer.byteLength(chunk + character) > bytesPerWord) {
      chunks.push(chunk);
      chunk = '';
    }
    chunk += character;
  }
  return [...chunks, chunk];
};

/**
 * The metadata entry that lists omitted entries. The name is reserved, so tenants cannot set it.
 */
const omittedName = 'waybill-omitted';

/**
 * Unencoded metadata by stored name. No name occurs in two levels: system takes precedence over
 * event, event over destination.
 */
interface MetadataPrecedence {
  readonly system: Settings;
  readonly event: Settings;
  readonly destination: Settings;
}

/** Groups an object's metadata by its source. */
const metadataPrecedence = (event: WritableEvent, delivery: Settings): MetadataPrecedence => {
  const system = {
    'event-id': event.id,
    topic: event.topic,
    timestamp: unixSeconds(event.time),
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
