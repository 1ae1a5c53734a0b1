import type { DestinationTarget, WritableEvent } from '../destination-type.ts';
import { type Digest, digestFor } from './digest.ts';
import { templateMetadata } from './metadata-precedence.ts';
import { type ObjectKey, objectKey } from './object-key.ts';
import { objectMetadata } from './object-metadata.ts';
import { type StorageClass, storageClass } from './storage-class.ts';

/** The object an event becomes, in the words of S3's PutObject. */
export interface S3Object extends Digest {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: 'application/json';
  /** Absent for S3's default: there are stores that know no header for it. */
  readonly StorageClass?: StorageClass;
  readonly Metadata: Record<string, string>;
}

/** A place without its credentials: nothing of an object depends on them. */
type Unopened = Omit<DestinationTarget, 'credentials'>;

/** The key of an event's object in `place`. */
export const keyFor = (event: WritableEvent, place: Unopened): ObjectKey =>
  objectKey(place.config.key_template, event, templateMetadata(event, place.delivery_metadata));

/** The object that `event` becomes in `place` under `key`. The body is the published JSON, byte by byte. */
export const s3Object = (event: WritableEvent, place: Unopened, key: string): S3Object => {
  const body = Buffer.from(event.data);
  const chosen = storageClass(place.config.storage_class) ?? 'STANDARD';
  return {
    Bucket: place.config.bucket ?? '',
    Key: key,
    Body: body,
    ContentType: 'application/json',
    ...(chosen !== 'STANDARD' && { StorageClass: chosen }),
    Metadata: { ...objectMetadata(event, place.delivery_metadata) },
    ...digestFor(body, place.config),
  };
};
