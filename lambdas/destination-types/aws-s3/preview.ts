import type { DestinationTarget, Preview, WritableEvent } from '../destination-type.ts';
import { keyFor, s3Object } from './s3-object.ts';

/** Returns what a PutObject of the event would send. */
export function preview(
  event: WritableEvent,
  destination: Omit<DestinationTarget, 'credentials'>,
): Preview {
  const rendered = keyFor(event, destination);
  if ('error' in rendered) return { error: rendered.error };
  const object = s3Object(event, destination, rendered.key);
  const { Key, Body, ContentType, StorageClass, Metadata, ContentMD5, ChecksumSHA256 } = object;
  const userMetadata = Object.entries(Metadata).map(([name, value]) => [
    `x-amz-meta-${name}`,
    value,
  ]);
  return {
    key: Key,
    headers: {
      'content-type': ContentType,
      ...(StorageClass && { 'x-amz-storage-class': StorageClass }),
      ...(ContentMD5 && { 'content-md5': ContentMD5 }),
      ...(ChecksumSHA256 && { 'x-amz-checksum-sha256': ChecksumSHA256 }),
      ...Object.fromEntries(userMetadata),
    },
    metadata: Metadata,
    body: Body.toString(),
  };
}
