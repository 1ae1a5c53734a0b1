import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { DestinationTarget, WritableEvent } from '../../destination-type.ts';
import type { StepResult } from '../../verification.ts';
import { batchProbe, partitionStep } from '../batches/batch-probe.ts';
import { isBatched } from '../batches/format.ts';
import { beginsWithData } from '../key-templates/key-template.ts';
import { digestFor } from '../options/checksum.ts';
import { extensionOf } from '../options/content.ts';
import { type BodySettings, keyFor, s3Object } from '../s3-object.ts';

const name = 'waybill-verification';
const topic = 'waybill.verification';

const sampleEvent = (now: Date, id = name, itsTopic = topic): WritableEvent => ({
  id,
  topic: itsTopic,
  time: now.toISOString(),
  metadata: {},
  data: '{}',
});

/**
 * Builds a probe object that a store rejects: its digest is well formed but belongs to another
 * body. Otherwise it equals a delivered object, since a store may reject any of its headers and a
 * policy may require one.
 */
export const probeObject = async (
  destination: DestinationTarget,
  now: Date,
  settings: BodySettings,
): Promise<PutObjectInput> => {
  const event = sampleEvent(now);
  if (isBatched(destination.config)) {
    return batchProbe(event, destination, settings);
  }
  return {
    ...(await s3Object(event, destination, probeKey(destination, now), settings)),
    ...(await digestFor(Buffer.from('another body'), destination.config)),
  };
};

/**
 * Returns the key of the probe: the key of a sample event, because policies often allow only one
 * prefix. When the template needs data that the sample event lacks, the key is
 * `waybill-verification` below the prefix.
 */
const probeKey = (destination: DestinationTarget, now: Date): string => {
  const rendered = keyFor(sampleEvent(now), destination);
  if (!('key' in rendered)) {
    return `${destination.config.prefix ?? ''}${name}${extensionOf(destination.config)}`;
  }
  const { key } = rendered;
  // A custom store that ignores Content-MD5 would overwrite the customer's object of this key.
  return destination.config.endpoint && mayBeTaken(key, destination, now) ? `${key}.${name}` : key;
};

/**
 * Whether the key may be that of a customer's object: it does not contain the names of the sample event,
 * or contains them for every event, because the template does.
 */
const mayBeTaken = (key: string, destination: DestinationTarget, now: Date): boolean => {
  const other = keyFor(sampleEvent(now, 'another-event', 'another.topic'), destination);
  return !isOurs(key) || !('key' in other) || isOurs(other.key);
};

const isOurs = (key: string): boolean => key.includes(name) || key.includes(topic);

/** Checks the keys of the objects of a destination. */
export const keyStep = (destination: DestinationTarget, now: Date): StepResult =>
  isBatched(destination.config) ? partitionStep(destination) : keyTemplateStep(destination, now);

/** Checks the keys of two sample events. */
export const keyTemplateStep = (destination: DestinationTarget, now: Date): StepResult => {
  const { key_template, prefix } = destination.config;
  const step = { name: 'key_template' } as const;
  const [key, other] = [name, 'another-event'].map((id) =>
    keyFor(sampleEvent(now, id), destination),
  );
  if (key && other && 'key' in key && 'key' in other && key.key === other.key) {
    const message = "The key does not depend on the event's id: events may overwrite each other.";
    return { ...step, status: 'warning', code: 'key_not_unique', message };
  }
  if (key_template && !prefix && beginsWithData(key_template)) {
    const message =
      'The key begins with event data and config.prefix is empty, so events choose where they are written.';
    return { ...step, status: 'warning', code: 'key_begins_with_data', message };
  }
  // The template needs data that a sample event does not have.
  return { ...step, status: key && 'error' in key ? 'unknown' : 'passed' };
};
