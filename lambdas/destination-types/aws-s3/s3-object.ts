import type { DestinationTarget, WritableEvent } from '../destination-type.ts';
import { type Digest, digestFor } from './digest.ts';
import { templateMetadata } from './metadata-precedence.ts';
import { type ObjectKey, objectKey } from './object-key.ts';
import { objectMetadata } from './object-metadata.ts';
import { type StorageClass, storageClass } from './storage-class.ts';

/** The object of an event, as the input of PutObject. */
export interface S3Object extends Digest {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: 'application/json';
  /** Absent for S3's default: some stores do not support the header. */
  readonly StorageClass?: StorageClass;
  readonly Metadata: Record<string, string>;
}

/** A destination without its credentials: no part of an object depends on them. */
type WithoutCredentials = Omit<DestinationTarget, 'credentials'>;

/** Renders the key of an event's object in `destination`. */
export const keyFor = (event: WritableEvent, destination: WithoutCredentials): ObjectKey =>
  objectKey(
    destination.config.key_template,
    event,
    templateMetadata(event, destination.delivery_metadata),
  );

/**
 * Builds the object for `event` in `destination` under `key`. The body is the published JSON,
 * byte for byte.
 */
export const s3Object = (
  event: WritableEvent,
  destination: WithoutCredentials,
  key: string,
): S3Object => {
  const body = Buffer.from(event.data);
  const chosen = storageClass(destination.config.storage_class) ?? 'STANDARD';
  return {
    Bucket: destination.config.bucket ?? '',
    Key: key,
    Body: body,
    ContentType: 'application/json',
    ...(chosen !== 'STANDARD' && { StorageClass: chosen }),
    Metadata: { ...objectMetadata(event, destination.delivery_metadata) },
    ...digestFor(body, destination.config),
  };
};
