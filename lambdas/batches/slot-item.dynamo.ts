import * as z from 'zod';
import { epochSeconds, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { positionOf, timelineAttributes } from '../platform/dynamodb/timeline.ts';
import { SECONDS_PER_DAY } from '../platform/json/timestamps.ts';
import { parseLogDay, parseLogOwner } from './batch-log.ts';
import type { EventRef, Slot } from './slot.ts';

const { constants, zstdCompressSync, zstdDecompressSync } = process.getBuiltinModule('node:zlib');

const PREFIX = 'SLOT#';
const DIGITS = 8;

/** The name of the timelines of logs. */
export const BATCHES = 'BATCHES';

/** Days for which a log is kept after its events have expired. */
const DAYS_LONGER = 3;

const Batch = z.object({
  first: z.number(),
  opened_at: z.string(),
  due_at: z.string(),
  n: z.number(),
  bytes: z.number(),
  seen_before: z.string(),
});

/** A slot as stored. */
const SlotItem = z.object({
  pk: z.string(),
  sk: z.string(),
  partition: z.string(),
  at: z.string(),
  /** Lines of an id, a tab and milliseconds since `from`; compressed if that is smaller. */
  ids: z.union([z.string(), z.instanceof(Uint8Array)]),
  bytes: z.number(),
  from: z.string(),
  seen: z.string(),
  batch: Batch,
  cut: z.enum(['count', 'bytes', 'age']).optional(),
  expires_at: z.number(),
});

/** The primary key of a slot. */
export const slotKey = (log: string, number: number): Key => ({
  pk: log,
  sk: PREFIX + slotDigits(number),
});

/** The number of a slot in sort keys. */
export const slotDigits = (number: number): string => String(number).padStart(DIGITS, '0');

/** Returns the item that stores a slot. */
export function slotItem(log: string, slot: Slot, retentionDays: number) {
  const { number, partition, events, bytes, firstAcceptedAt: from, batch, cut } = slot;
  return {
    ...slotKey(log, number),
    kind: 'batch_slot',
    ...{ partition, at: slot.writtenAt, bytes, from, seen: slot.latestAcceptedAt, cut },
    ids: encodeIds(events, from),
    n: events.length,
    batch: {
      first: batch.first,
      opened_at: batch.openedAt,
      due_at: batch.dueAt,
      n: batch.events,
      bytes: batch.bytes,
      seen_before: batch.latestAcceptedBefore,
    },
    expires_at: logExpiry(log, retentionDays),
    ...(number === 0 && ownerAttributes(log)),
  };
}

/** Returns the slot that an item stores. */
export function parseSlot(item: Readonly<Record<string, unknown>>): Slot {
  const { pk, sk, partition, at, ids, bytes, from, seen, batch, cut, expires_at } =
    SlotItem.parse(item);
  return {
    number: Number(sk.slice(PREFIX.length)),
    ...{ partition, writtenAt: at, bytes, firstAcceptedAt: from, latestAcceptedAt: seen, cut },
    events: decodeIds(ids, from),
    batch: {
      first: batch.first,
      openedAt: batch.opened_at,
      dueAt: batch.due_at,
      events: batch.n,
      bytes: batch.bytes,
      latestAcceptedBefore: batch.seen_before,
    },
    retentionDays: (expires_at - logExpiry(pk, 0)) / SECONDS_PER_DAY,
  };
}

/** All items of a log expire together, after the last of its events. */
export const logExpiry = (log: string, retentionDays: number): number =>
  epochSeconds(new Date(parseLogDay(log))) + (retentionDays + DAYS_LONGER) * SECONDS_PER_DAY;

/** The index attributes by which the logs of a tenant are found. */
function ownerAttributes(log: string) {
  const position = positionOf(`${parseLogDay(log)}T00:00:00Z`, log);
  const { timeline: _timeline, ...attributes } = timelineAttributes(
    BATCHES,
    parseLogOwner(log).tenant_id,
    log,
    position,
  );
  return attributes;
}

/** Returns the stored form of a slot's events. */
export function encodeIds(events: readonly EventRef[], from: string): string | Uint8Array {
  const fromMs = Date.parse(from);
  const text = events
    .map(({ id, acceptedAt }) => `${id}\t${Date.parse(acceptedAt) - fromMs}`)
    .join('\n');
  const compressed = zstdCompressSync(text, { params: { [constants.ZSTD_c_compressionLevel]: 1 } });
  return compressed.length < Buffer.byteLength(text) ? compressed : text;
}

/** Longer than the ids of any slot. */
const MAX_TEXT_BYTES = 1_048_576;

function decodeIds(ids: string | Uint8Array, from: string): EventRef[] {
  const text =
    typeof ids === 'string'
      ? ids
      : zstdDecompressSync(ids, { maxOutputLength: MAX_TEXT_BYTES }).toString();
  if (text === '') return [];
  const instantAfter = instantsAfter(Date.parse(from));
  return text.split('\n').map((line) => {
    const tab = line.indexOf('\t');
    return { id: line.slice(0, tab), acceptedAt: instantAfter(Number(line.slice(tab + 1))) };
  });
}

/**
 * Returns a function that formats the time `offset` milliseconds after `fromMs` as RFC 3339 text. Formatting
 * the second takes most of the time, and successive events usually share it.
 */
function instantsAfter(fromMs: number): (offset: number) => string {
  let second = Number.NaN;
  let text = '';
  return (offset) => {
    const milliseconds = (fromMs + offset) % 1_000;
    const secondOfEvent = fromMs + offset - milliseconds;
    if (secondOfEvent !== second) {
      second = secondOfEvent;
      text = new Date(second).toISOString().slice(0, 'yyyy-mm-ddThh:mm:ss.'.length);
    }
    return `${text}${String(milliseconds).padStart(3, '0')}Z`;
  };
}
