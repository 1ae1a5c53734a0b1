import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Settings, WritableEvent } from '../../destination-type.ts';

/** What a batch becomes as one object. */
export interface EncodedBatch {
  readonly body: Buffer;
  readonly contentType: string;
  /** Query engines know the format and the compression by it, such as `.ndjson.gz`. */
  readonly extension: string;
}

/** Encodes events, in their order. The result is the same at every attempt. */
export const encode = async (
  events: readonly WritableEvent[],
  _config: Settings,
): Promise<EncodedBatch> => ({
  body: await promisify(gzip)(events.map(lineOf).join('')),
  contentType: 'application/gzip',
  extension: '.ndjson.gz',
});

/** Raw line breaks occur between tokens only, where a space means the same. */
function lineOf({ id, topic, time, metadata, data }: WritableEvent): string {
  const facts = JSON.stringify({ id, topic, time, metadata });
  return `${facts.slice(0, -1)},"data":${data.replaceAll(/[\r\n]/g, ' ')}}\n`;
}
