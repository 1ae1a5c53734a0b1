import { setImmediate } from 'node:timers/promises';
import { chunksOf } from '../../../platform/json/chunks.ts';
import type { Settings, WritableEvent } from '../../destination-type.ts';
import { ENCODINGS, encodedEvent } from '../event-encoding.ts';

/** https://github.com/ndjson/ndjson-spec */
export const NDJSON_TYPE = 'application/x-ndjson';

/**
 * Returns an event as one line of JSON, without the line feed at its end. Strings contain line breaks as
 * escapes only, so that a raw one is white space between tokens, where a space means the same.
 *
 * @param source the `source` of a CloudEvent
 */
export const ndjsonRow = (event: WritableEvent, { body }: Settings, source: string): string => {
  const encoding = ENCODINGS.find((name) => name === body) ?? 'event';
  return encodedEvent(event, encoding, source).replaceAll(/[\r\n]/g, ' ');
};

/** Events that are encoded without the event loop in between: some ten milliseconds. */
const EVENTS_PER_TURN = 1_000;

/** Returns events as NDJSON: one line per event, in their order. */
export const ndjson = async (
  events: readonly WritableEvent[],
  config: Settings,
  source: string,
): Promise<Buffer> => {
  const rows: string[] = [];
  for (const some of chunksOf(events, EVENTS_PER_TURN)) {
    rows.push(...some.map((event) => `${ndjsonRow(event, config, source)}\n`));
    // Other batches are delivered meanwhile.
    await setImmediate();
  }
  // One text of all rows could take twice the memory, as UTF-16.
  const text = Buffer.allocUnsafe(rows.reduce((sum, row) => sum + Buffer.byteLength(row), 0));
  let offset = 0;
  for (const row of rows) offset += text.write(row, offset);
  return text;
};
