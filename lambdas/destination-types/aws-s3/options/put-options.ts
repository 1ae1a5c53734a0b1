import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { Settings } from '../../destination-type.ts';
import { storageClass } from '../storage-class.ts';
import { encryptionOf } from './encryption.ts';
import { sharingOf } from './sharing.ts';

/**
 * Returns the options of a put that do not depend on the object. Headers of options that are not configured
 * are absent, because some stores do not support them.
 */
export const putOptions = (config: Settings): Partial<PutObjectInput> => {
  const chosen = storageClass(config.storage_class) ?? 'STANDARD';
  return {
    ...(config.cache_control && { CacheControl: config.cache_control }),
    ...(chosen !== 'STANDARD' && { StorageClass: chosen }),
    ...encryptionOf(config),
    ...sharingOf(config),
    ...(config.tags && { Tagging: config.tags }),
  };
};

/**
 * Returns the total length of the options without a fixed length. It reduces the length that metadata may
 * have, because S3 limits the headers of a request.
 */
export const lengthOfOptions = ({
  tags = '',
  kms_key_id = '',
  content_type = '',
  cache_control = '',
}: Settings): number =>
  tags.length + kms_key_id.length + content_type.length + cache_control.length;
