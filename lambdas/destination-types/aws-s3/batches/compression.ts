import type { Settings } from '../../destination-type.ts';

const { promisify } = process.getBuiltinModule('node:util');
const { constants, gzip, zstdCompress } = process.getBuiltinModule('node:zlib');

/** How a batch is compressed. */
interface Compression {
  /** Query engines decompress by it. Empty without compression. */
  readonly extension: string;
  /** Undefined for that of the text. */
  readonly contentType?: string;
  /** The result is the same each time. */
  readonly compress: (text: Buffer) => Promise<Buffer>;
}

/** For JSON, it is four times as fast as higher levels, and its ratio the same. */
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
export const compressionOf = ({ compression = '' }: Settings): Compression =>
  COMPRESSIONS.get(compression) ?? GZIP;
