import type { Settings, WritableEvent } from '../../destination-type.ts';
import { compressionOf } from './compression.ts';
import { NDJSON_TYPE, ndjson } from './ndjson.ts';

/** What a batch becomes as one object. */
export interface EncodedBatch {
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

/** Query engines know format and compression by the end of the key, such as `.ndjson.gz`. */
export const batchExtension = (config: Settings): string =>
  `.ndjson${compressionOf(config).extension}`;
