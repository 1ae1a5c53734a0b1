import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { ObjectTarget, WritableBatch } from '../../destination-type.ts';
import { storageClass } from '../config.ts';
import { digestFor } from '../options/checksum.ts';
import { encryptionOf } from '../options/encryption.ts';
import { sharingOf } from '../options/sharing.ts';
import { batchKey } from './batch-key.ts';
import { encode } from './encode.ts';

/**
 * Builds the object of a batch. It has no Content-Encoding: HTTP clients would decompress what query
 * engines expect to be compressed.
 *
 * @param mayReplace whether it replaces an object of the same key
 */
export async function batchObject(
  batch: WritableBatch,
  { config }: ObjectTarget,
  mayReplace: boolean,
): Promise<PutObjectInput> {
  const { body, contentType, extension } = await encode(batch.events, config);
  const chosen = storageClass(config.storage_class) ?? 'STANDARD';
  return {
    Bucket: config.bucket ?? '',
    Key: batchKey(batch, config, extension),
    Body: body,
    ContentType: config.content_type || contentType,
    ...(config.cache_control && { CacheControl: config.cache_control }),
    ...(chosen !== 'STANDARD' && { StorageClass: chosen }),
    Metadata: {
      'waybill-batch-id': batch.id,
      'waybill-events': String(batch.events.length),
      'waybill-first-time': batch.events[0]?.time ?? '',
      'waybill-last-time': batch.events.at(-1)?.time ?? '',
    },
    ...encryptionOf(config),
    ...sharingOf(config),
    ...(config.tags && { Tagging: config.tags }),
    // Some stores do not support the condition. Replacing an object by the same bytes does no harm.
    ...(!mayReplace && !config.endpoint && { IfNoneMatch: '*' }),
    ...(await digestFor(body, config)),
  };
}
