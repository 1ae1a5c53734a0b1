import type { DestinationTarget, WritableEvent } from '../destination-type.ts';
import { digestFor } from './digest.ts';
import { keyFor, type S3Object, s3Object } from './s3-object.ts';

const name = 'waybill-verification';
const topic = 'waybill.verification';

/**
 * Builds a probe object that a store rejects: its digest is well formed but belongs to another
 * body. Otherwise it equals a delivered object, since a store may reject any of its headers and a
 * policy may require one.
 */
export const probeObject = (destination: DestinationTarget, key: string, now: Date): S3Object => ({
  ...s3Object(sampleEvent(now), destination, key),
  ...digestFor(Buffer.from('another body'), destination.config),
});

/**
 * Returns the key of the probe: the key of a sample event, because policies often allow only one
 * prefix. When the template needs data that the sample event lacks, the key is
 * `waybill-verification`.
 */
export const probeKey = (destination: DestinationTarget, now: Date): string => {
  const rendered = keyFor(sampleEvent(now), destination);
  const key = 'key' in rendered ? rendered.key : name;
  const mayBeTaken = !key.includes(name) && !key.includes(topic);
  // A custom store that ignores Content-MD5 would overwrite an existing object if the template
  // contains no event id.
  return destination.config.endpoint && mayBeTaken ? `${key}.${name}` : key;
};

const sampleEvent = (now: Date): WritableEvent => ({
  id: name,
  topic,
  time: now.toISOString(),
  metadata: {},
  data: '{}',
});
