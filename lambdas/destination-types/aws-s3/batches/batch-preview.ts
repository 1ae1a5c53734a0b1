import { objectHeaders } from '../../../platform/aws/calls/object-request.s3.ts';
import { sortableInstant } from '../../../platform/json/timestamps.ts';
import type { PreviewBatches, PreviewedBatch, WritableBatch } from '../../batching.ts';
import type { ObjectTarget, WritableEvent } from '../../destination-type.ts';
import type { BodySettings } from '../s3-object.ts';
import { batchKey } from './batch-key.ts';
import { batchObject } from './batch-object.ts';
import { batchExtension, ndjsonRow } from './encode.ts';
import { renderPartition } from './partition.ts';

/** The id of a batch that is not written. */
const ID = 'bat_preview';

/** Events of a batch that a preview shows. */
const MAX_ROWS = 10;

/** Returns the objects that events would be in, one for each partition. */
export const previewBatches: PreviewBatches = async (events, target, settings, openedAt) => {
  const partitions = new Map<string, WritableEvent[]>();
  for (const event of events.toSorted(byTime)) {
    const rendered = renderPartition(event, target);
    if (rendered === 'undecided') return { error: 'The partition exceeds its step limit.' };
    const { partition } = rendered;
    partitions.set(partition, [...(partitions.get(partition) ?? []), event]);
  }
  const batches: PreviewedBatch[] = [];
  for (const [partition, ofPartition] of partitions) {
    const batch = { id: ID, partition, opened_at: openedAt, events: ofPartition };
    const previewed = await previewBatch(batch, target, settings);
    if ('error' in previewed) return previewed;
    batches.push(previewed);
  }
  return { batches };
};

/** The order of events in a batch. */
const byTime = (a: WritableEvent, b: WritableEvent): number => (sortKey(a) < sortKey(b) ? -1 : 1);

const sortKey = ({ time, id }: WritableEvent): string => `${sortableInstant(time)}#${id}`;

const previewBatch = async (
  batch: WritableBatch,
  target: ObjectTarget,
  settings: BodySettings,
): Promise<PreviewedBatch | { readonly error: string }> => {
  const { config } = target;
  const named = batchKey(batch, config, batchExtension(config));
  if ('error' in named) return { error: named.error };
  const object = await batchObject(batch, target, { key: named.key, mayReplace: false }, settings);
  return {
    partition: batch.partition,
    location: object.Key,
    headers: objectHeaders(object),
    metadata: object.Metadata ?? {},
    events: batch.events.length,
    rows: batch.events
      .slice(0, MAX_ROWS)
      .map((event) => ndjsonRow(event, config, settings.cloudEventsSource)),
    bytes: object.Body.length,
  };
};
