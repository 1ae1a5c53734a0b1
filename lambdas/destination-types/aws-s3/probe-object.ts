import type { DestinationTarget, WritableEvent } from '../destination-type.ts';
import { digestFor } from './digest.ts';
import { keyFor, type S3Object, s3Object } from './s3-object.ts';

const name = 'waybill-verification';
const topic = 'waybill.verification';

/**
 * An object that no store keeps: its digest is well formed, but that of another body. In all else it
 * is what a delivery puts, since a store may refuse any of its headers, and a policy ask for one.
 */
export const probeObject = (place: DestinationTarget, key: string, now: Date): S3Object => ({
  ...s3Object(sampleEvent(now), place, key),
  ...digestFor(Buffer.from('another body'), place.config),
});

/**
 * Where the probe goes: the key a sample event would get, as policies often allow one prefix only; or
 * `waybill-verification`, when the template needs more than a sample event has.
 */
export const probeKey = (place: DestinationTarget, now: Date): string => {
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
