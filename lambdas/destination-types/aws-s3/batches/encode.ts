import { setImmediate } from 'node:timers/promises';
import { chunksOf } from '../../../platform/chunks.ts';
import type { Settings, WritableEvent } from '../../destination-type.ts';
import { ENCODINGS, encodedEvent } from '../event-encoding.ts';

/** https://github.com/ndjson/ndjson-spec */
const NDJSON_TYPE = 'application/x-ndjson';

/**
 * Returns an event as one line of JSON, without the line feed at its end. A raw line break is always white
 * space between tokens, because strings contain line breaks only as escapes. It is replaced with a space.
 *
 * @param source the `source` of a CloudEvent
 */
export const ndjsonRow = (event: WritableEvent, { body }: Settings, source: string): string => {
  const encoding = ENCODINGS.find((name) => name === body) ?? 'event';
  return encodedEvent(event, encoding, source).replaceAll(/[\r\n]/g, ' ');
};

/** Events that are encoded before the event loop runs again, which takes about ten milliseconds. */
const EVENTS_PER_SLICE = 1_000;

/** Returns events as NDJSON: one line per event, in their order. */
const ndjson = async (
  events: readonly WritableEvent[],
  config: Settings,
  source: string,
): Promise<Buffer> => {
  const rows: string[] = [];
  for (const some of chunksOf(events, EVENTS_PER_SLICE)) {
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

/** The body of a batch's object. */
interface EncodedBatch {
  readonly body: Buffer;
  readonly contentType: string;
}

/** Encodes events, in their order. The result is the same at every attempt. */
export const encode = async (
  events: readonly WritableEvent[],
  config: Settings,
  source: string,
): Promise<EncodedBatch> => {
  const { contentType = NDJSON_TYPE, compress } = compressionOf(config);
  return { body: await compress(await ndjson(events, config, source)), contentType };
};

/** Query engines detect format and compression by the end of the key, such as `.ndjson.gz`. */
export const batchExtension = (config: Settings): string =>
  `.ndjson${compressionOf(config).extension}`;

const { promisify } = process.getBuiltinModule('node:util');
const { constants, gzip, zstdCompress } = process.getBuiltinModule('node:zlib');

/** How a batch is compressed. */
interface Compression {
  /** The suffix of the key by which query engines detect the compression. Empty without compression. */
  readonly extension: string;
  /** @default the content type of NDJSON */
  readonly contentType?: string;
  /** Deterministic: each attempt writes the same bytes. */
  readonly compress: (text: Buffer) => Promise<Buffer>;
}

/** Four times as fast as higher levels, with the same ratio for JSON. */
const ZSTD_LEVEL = 1;

const zstd = promisify(zstdCompress);

const NONE: Compression = { extension: '', compress: async (text) => text };

const GZIP: Compression = {
  extension: '.gz',
  contentType: 'application/gzip',
  compress: promisify(gzip),
};

const COMPRESSIONS: ReadonlyMap<string, Compression> = new Map([
  ['none', NONE],
  ['gzip', GZIP],
  [
    'zstd',
    {
      extension: '.zst',
      contentType: 'application/zstd',
      compress: (text) =>
        zstd(text, { params: { [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL } }),
    },
  ],
]);

/** Returns the compression of a destination's batches. @default gzip, which every reader knows */
const compressionOf = ({ compression = '' }: Settings): Compression =>
  COMPRESSIONS.get(compression) ?? GZIP;
