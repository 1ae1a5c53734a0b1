import type { Settings, WritableEvent } from '../destination-type.ts';
import { encodedWords } from './encoded-word.ts';
import { metadataPrecedence, omittedName } from './metadata-precedence.ts';

/**
 * The maximum total size of all names and values in bytes
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingMetadata.html).
 */
const maxBytes = 2048;

/**
 * The same page limits all headers of a request to 8 KB. Each entry takes its bytes, its name
 * again in the signature's list, and 27 bytes more: 2,048 * 2 + 60 * 27 leaves 2 KB for the other
 * headers.
 */
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
 */
export const objectMetadata = (event: WritableEvent, delivery: Settings): Settings => {
  const levels = metadataPrecedence(event, delivery);
  const system = systemEntries(levels.system);
  const others = [...largestFirst(levels.event), ...largestFirst(levels.destination)];
  const omitted = countToOmit(system, others);
  const kept = [...system, ...others.slice(omitted), ...omittedEntry(others, omitted)];
  return Object.fromEntries(kept.map(({ name, value }) => [name, value]));
};

const countToOmit = (system: readonly Entry[], others: readonly Entry[]): number => {
  let bytes = bytesOf(system) + bytesOf(others);
  for (const [count, { bytes: freed }] of others.entries()) {
    const notice = omittedEntry(others, count);
    const entries = system.length + others.length - count + notice.length;
    if (bytes + bytesOf(notice) <= maxBytes && entries <= maxEntries) return count;
    bytes -= freed;
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
