import { createHash } from 'node:crypto';
import type { Place, WritableEvent } from '../destination-type.ts';
import { keyFor } from './s3-object.ts';
import { type StorageClass, storageClass } from './storage-class.ts';

/** The object a verification puts, in the words of S3's PutObject. */
export interface ProbeObject {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly ContentType: 'application/json';
  readonly ContentMD5: string;
  readonly StorageClass: StorageClass;
}

const name = 'waybill-verification';
const topic = 'waybill.verification';

/** An object that no store keeps: its `Content-MD5` is well formed, but that of another body. */
export const probeObject = ({ config }: Place, key: string): ProbeObject => ({
  Bucket: config.bucket ?? '',
  Key: key,
  Body: Buffer.from('{}'),
  ContentType: 'application/json',
  ContentMD5: createHash('md5').update('another body').digest('base64'),
  // A policy may allow one class only.
  StorageClass: storageClass(config.storage_class) ?? 'STANDARD',
});

/**
 * Where the probe goes: the key a sample event would get, as policies often allow one prefix only; or
 * `waybill-verification`, when the template needs more than a sample event has.
 */
export const probeKey = (place: Place, now: Date): string => {
  const rendered = keyFor(sampleEvent(now), place);
  const key = 'key' in rendered ? rendered.key : name;
  const mayBeTaken = !key.includes(name) && !key.includes(topic);
  // A custom store that ignores Content-MD5 would overwrite the object of a template without an id.
  return place.config.endpoint && mayBeTaken ? `${key}.${name}` : key;
};

const sampleEvent = (now: Date): WritableEvent => ({
  id: name,
  topic,
  time: now.toISOString(),
  metadata: {},
  data: '{}',
});
