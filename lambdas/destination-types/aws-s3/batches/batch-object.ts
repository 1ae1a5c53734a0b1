import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { WritableBatch } from '../../batching.ts';
import type { ObjectTarget, Settings } from '../../destination-type.ts';
import { otherMetadata } from '../object-metadata.ts';
import { digestFor } from '../options/checksum.ts';
import { lengthOfHeaders, putOptions } from '../options/put-options.ts';
import type { BodySettings } from '../s3-object.ts';
import { encode } from './encode.ts';

/**
 * Builds the object of a batch under `key`. It has no Content-Encoding: HTTP clients would decompress what
 * query engines expect to be compressed.
 *
 * @param mayReplace whether it replaces an object of the same key
 */
export async function batchObject(
  batch: WritableBatch,
  destination: ObjectTarget,
  { key, mayReplace }: { readonly key: string; readonly mayReplace: boolean },
  { cloudEventsSource }: BodySettings,
): Promise<PutObjectInput> {
  const { config, delivery_metadata } = destination;
  const { body, contentType } = await encode(batch.events, config, cloudEventsSource);
  const ofBatch = {
    'waybill-batch-id': batch.id,
    'waybill-events': String(batch.events.length),
    'waybill-first-time': batch.events[0]?.time ?? '',
    'waybill-last-time': batch.events.at(-1)?.time ?? '',
  };
  return {
    Bucket: config.bucket ?? '',
    Key: key,
    Body: body,
    ContentType: config.content_type || contentType,
    Metadata: otherMetadata(ofBatch, delivery_metadata, lengthOfHeaders(destination)),
    ...putOptions(config),
    // Replacing an object by the same bytes does no harm.
    ...(!mayReplace && writesConditionally(config) && { IfNoneMatch: '*' }),
    ...(await digestFor(body, config)),
  };
}

/** Whether batches are written on the condition that there is no object: some stores do not support it. */
export const writesConditionally = ({ endpoint }: Settings): boolean => !endpoint;
