import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { storedName } from '../../lambdas/portal/site.ts';

/** Files by the names under which the function reads them. */
export type StoredFiles = ReadonlyMap<string, Buffer>;

/** A file as it is stored: uncompressed and compressed, because API Gateway does not compress. */
export const storedFiles = (name: string, content: Buffer): StoredFiles =>
  new Map([
    [name, content],
    [storedName(name, 'br'), brotli(content)],
    [storedName(name, 'gzip'), gzipSync(content, { level: 9 })],
  ]);

/** Qualities 10 and 11 take ten times as long and save only five percent more. */
const QUALITY = 9;

const brotli = (content: Buffer): Buffer =>
  brotliCompressSync(content, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: QUALITY,
      [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
      [constants.BROTLI_PARAM_SIZE_HINT]: content.length,
    },
  });
