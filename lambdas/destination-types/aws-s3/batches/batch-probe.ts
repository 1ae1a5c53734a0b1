import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { DestinationTarget, WritableEvent } from '../../destination-type.ts';
import type { StepResult } from '../../verification.ts';
import { beginsWithData } from '../key-templates/key-template.ts';
import { digestFor } from '../options/checksum.ts';
import type { BodySettings } from '../s3-object.ts';
import { batchKey } from './batch-key.ts';
import { batchObject } from './batch-object.ts';
import { batchExtension } from './encode.ts';
import { NULL_PARTITION, renderPartition } from './partition.ts';

/**
 * Builds a probe object like a batch's, which a store rejects: its digest belongs to another body. The key
 * is not that of a customer's object, because the key of each batch contains its id.
 */
export const batchProbe = async (
  event: WritableEvent,
  destination: DestinationTarget,
  settings: BodySettings,
): Promise<PutObjectInput> => {
  const { config } = destination;
  const rendered = renderPartition(event, destination);
  const partition = rendered === 'undecided' ? NULL_PARTITION : rendered.partition;
  const batch = { id: event.id, partition, opened_at: event.time, events: [event] };
  const named = batchKey(batch, config, batchExtension(config));
  const key = 'key' in named ? named.key : `${config.prefix ?? ''}${event.id}`;
  return {
    ...(await batchObject(batch, destination, { key, mayReplace: false }, settings)),
    ...(await digestFor(Buffer.from('another body'), config)),
  };
};

/** Checks the beginning of the keys. Saving checks that each batch has a key of its own. */
export const partitionStep = ({ config }: DestinationTarget): StepResult => {
  const step = { name: 'key_template' } as const;
  return config.partition && !config.prefix && beginsWithData(config.partition)
    ? {
        ...step,
        status: 'warning',
        code: 'key_begins_with_data',
        message:
          'The partition begins with event data and config.prefix is empty, so events choose where they are written.',
      }
    : { ...step, status: 'passed' };
};
