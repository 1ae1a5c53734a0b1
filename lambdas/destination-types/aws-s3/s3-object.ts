import { createHash } from 'node:crypto';
import type { ObjectTarget, Preview, Settings, WritableEvent } from '../destination-type.ts';
import { type StorageClass, storageClass } from './config.ts';
import { type ObjectKey, objectKey } from './object-key.ts';
import { objectMetadata, templateMetadata } from './object-metadata.ts';
import { expectedOwner } from './role.ts';

/** The object of an event, as the input of PutObject. */
export interface S3Object extends Digest {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: 'application/json';
  /** Absent for S3's default: some stores do not support the header. */
  readonly StorageClass?: StorageClass;
  readonly Metadata: Record<string, string>;
  readonly ExpectedBucketOwner?: string;
}

/** Renders the key of an event's object in `destination`. */
export const keyFor = (event: WritableEvent, destination: ObjectTarget): ObjectKey =>
  objectKey(
    { template: destination.config.key_template, prefix: destination.config.prefix },
    event,
    templateMetadata(event, destination.delivery_metadata),
  );

/**
 * Builds the object for `event` in `destination` under `key`. The body is the published JSON,
 * byte for byte.
 */
export const s3Object = (
  event: WritableEvent,
  destination: ObjectTarget,
  key: string,
): S3Object => {
  const body = Buffer.from(event.data);
  const chosen = storageClass(destination.config.storage_class) ?? 'STANDARD';
  const owner = expectedOwner(destination.config);
  return {
    Bucket: destination.config.bucket ?? '',
    Key: key,
    Body: body,
    ContentType: 'application/json',
    ...(chosen !== 'STANDARD' && { StorageClass: chosen }),
    Metadata: { ...objectMetadata(event, destination.delivery_metadata) },
    ...(owner && { ExpectedBucketOwner: owner }),
    ...digestFor(body, destination.config),
  };
};

/**
 * The base64 digest that a PutObject sends with its body. The store compares it with the body it
 * received; a bucket with default retention (Object Lock) accepts no object without a digest.
 * SHA-256 for AWS; `Content-MD5` for other stores, several of which reject the newer checksum
 * headers.
 */
interface Digest {
  readonly ContentMD5?: string;
  readonly ChecksumSHA256?: string;
}

/** Returns the digest of `body` in the form that the destination's store accepts. */
export const digestFor = (body: Buffer, { endpoint }: Settings): Digest =>
  endpoint
    ? { ContentMD5: createHash('md5').update(body).digest('base64') }
    : { ChecksumSHA256: createHash('sha256').update(body).digest('base64') };

/** Returns what a PutObject of the event would send. */
export function preview(event: WritableEvent, destination: ObjectTarget): Preview {
  const rendered = keyFor(event, destination);
  if ('error' in rendered) return { error: rendered.error };
  const object = s3Object(event, destination, rendered.key);
  const { Key, Body, ContentType, StorageClass, Metadata, ContentMD5, ChecksumSHA256 } = object;
  const { ExpectedBucketOwner } = object;
  const userMetadata = Object.entries(Metadata).map(([name, value]) => [
    `x-amz-meta-${name}`,
    value,
  ]);
  return {
    location: Key,
    headers: {
      'content-type': ContentType,
      ...(StorageClass && { 'x-amz-storage-class': StorageClass }),
      ...(ExpectedBucketOwner && { 'x-amz-expected-bucket-owner': ExpectedBucketOwner }),
      ...(ContentMD5 && { 'content-md5': ContentMD5 }),
      ...(ChecksumSHA256 && { 'x-amz-checksum-sha256': ChecksumSHA256 }),
      ...Object.fromEntries(userMetadata),
    },
    metadata: Metadata,
    body: Body.toString(),
  };
}
