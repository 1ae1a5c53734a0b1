import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { ObjectTarget, Settings } from '../../destination-type.ts';
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
 * The bytes reserved for the token of a role's session. Its length is not known yet, and STS states no
 * maximum (API_AssumeRole).
 */
const ROLE_TOKEN_LENGTH = 2048;

/**
 * Returns the total length of the header texts that depend on a destination. It reduces the length that
 * metadata may have, because S3 limits the headers of a request.
 */
export const lengthOfHeaders = ({ config, credentials }: ObjectTarget): number => {
  const { tags = '', kms_key_id = '', content_type = '', cache_control = '', role_arn } = config;
  const token = role_arn ? ROLE_TOKEN_LENGTH : (credentials?.session ?? '').length;
  return tags.length + kms_key_id.length + content_type.length + cache_control.length + token;
};
