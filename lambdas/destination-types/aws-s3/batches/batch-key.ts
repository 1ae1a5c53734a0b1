import type { WritableBatch } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';
import { eventTime } from '../event-time.ts';
import { type ObjectKey, renderedKey } from '../rendered-key.ts';
import { isBatched } from './format.ts';
import { zoneOf } from './partition.ts';

/** `{partition}{datetime}_{id}{extension}` */
export const DEFAULT_BATCH_KEY = `join('', [batch.partition, batch.datetime, '_', batch.id, batch.extension])`;

/** What the key template of a batch sees as `batch`. All values are strings. */
export interface NamedBatch {
  readonly id: string;
  /** The number of events. */
  readonly count: string;
  readonly partition: string;
  /** The time of the first event, RFC 3339. */
  readonly first_time: string;
  /** The time of the last event, RFC 3339. */
  readonly last_time: string;
  /** When the batch was opened, such as `20261129T120000Z`. */
  readonly datetime: string;
  /** Such as `.ndjson.gz`. */
  readonly extension: string;
}

/**
 * Renders the key of a batch's object. The destination may no longer receive batches: its key template
 * then is for events.
 */
export const batchKey = (batch: WritableBatch, config: Settings, extension: string): ObjectKey =>
  keyOfNamed(
    {
      id: batch.id,
      count: String(batch.events.length),
      partition: batch.partition,
      first_time: batch.events[0]?.time ?? '',
      last_time: batch.events.at(-1)?.time ?? '',
      datetime: compactTime(batch.opened_at, zoneOf(config)),
      extension,
    },
    isBatched(config) ? config : { ...config, key_template: '' },
  );

/** Renders the key of a batch from what its template sees. */
export const keyOfNamed = (
  { ...batch }: NamedBatch,
  { key_template, prefix = '' }: Settings,
): ObjectKey =>
  renderedKey(key_template || DEFAULT_BATCH_KEY, { prefix, extension: '' }, { batch }, 'batch');

/** ISO 8601's basic format: `20261129T120000Z`, or with the offset of the zone, `20261129T130000+0100`. */
const compactTime = (time: string, zone: string): string =>
  eventTime(time, zone).rfc3339.replaceAll(/(?<!T.*)-|:/g, '');
