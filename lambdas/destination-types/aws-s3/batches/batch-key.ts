import type { WritableBatch } from '../../batching.ts';
import type { Settings } from '../../destination-type.ts';
import { eventTime } from '../key-templates/event-time.ts';
import { validPrefix } from '../key-templates/key-rules.ts';
import { compileKeyTemplate } from '../key-templates/key-template.ts';
import { type ObjectKey, renderedKey } from '../object-key.ts';
import { isBatched } from './format.ts';
import { zoneOf } from './partition.ts';
import { maxPartitionBytes } from './partition-rules.ts';

/** `{partition}{datetime}_{id}{extension}` */
export const DEFAULT_BATCH_KEY = `join('', [batch.partition, batch.datetime, '_', batch.id, batch.extension])`;

/** The variable `batch` in the key template of a batch. All values are strings. */
interface NamedBatch {
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
 * Renders the key of a batch's object. If the destination no longer receives batches, its key template is
 * for events, and the default template is used.
 *
 * The key contains the id, so an object with this key is the batch's own. Saving checks this with samples,
 * but a template may depend on other values.
 */
export const batchKey = (batch: WritableBatch, config: Settings, extension: string): ObjectKey => {
  const named = {
    id: batch.id,
    count: String(batch.events.length),
    partition: batch.partition,
    first_time: batch.events[0]?.time ?? '',
    last_time: batch.events.at(-1)?.time ?? '',
    datetime: compactTime(batch.opened_at, zoneOf(config)),
    extension,
  };
  const rendered = keyOfNamed(named, isBatched(config) ? config : { ...config, key_template: '' });
  return 'error' in rendered || containsId(rendered.key, named, config.prefix)
    ? rendered
    : { error: 'The key does not contain the whole of batch.id: another batch could have it.' };
};

/** Renders the key of a batch from the variables of its template. */
const keyOfNamed = ({ ...batch }: NamedBatch, { key_template, prefix = '' }: Settings): ObjectKey =>
  renderedKey(key_template || DEFAULT_BATCH_KEY, { prefix, extension: '' }, { batch }, 'batch');

/** Whether a key contains the id below its prefix. No two ids differ only in case. */
const containsId = (key: string, { id }: NamedBatch, prefix = ''): boolean =>
  key.slice(prefix.length).toLowerCase().includes(id.toLowerCase());

/** ISO 8601's basic format: `20261129T120000Z`, or with the offset of the zone, `20261129T130000+0100`. */
const compactTime = (time: string, zone: string): string =>
  eventTime(time, zone).rfc3339.replaceAll(/(?<!T.*)-|:/g, '');

/** With the longest extension, time and count. */
const sample: NamedBatch = {
  id: 'bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T',
  count: '50000',
  partition: 'date=2026-11-29/',
  first_time: '2026-11-29T11:59:59.123456789Z',
  last_time: '2026-11-29T12:00:00.123456789Z',
  datetime: '20261129T130000+0100',
  extension: '.ndjson.zst',
};

const OTHER_ID = 'bat_01KBA0G2C03Z7Q5W8X9Y4N6M1V';

/** The variables of a template, for error messages. */
const TEMPLATE_FIELDS = Object.keys(sample)
  .map((name) => `batch.${name}`)
  .join(', ');

/**
 * Returns a validation error, phrased to follow `config.key_template`; undefined when the keys of sample
 * batches are valid and contain their ids.
 */
export const batchKeyTemplateError = (
  key_template: string,
  config: Settings,
): string | undefined => {
  const compiled = compileKeyTemplate(key_template, 'batch_key');
  if ('error' in compiled) return compiled.error;
  const prefix = validPrefix(config);
  const longest = 'x'.repeat(maxPartitionBytes(prefix));
  const changes = [{}, { id: OTHER_ID }, { partition: '' }, { partition: longest }];
  for (const change of changes) {
    const named = { ...sample, ...change };
    const rendered = keyOfNamed(named, { key_template, prefix });
    if ('error' in rendered)
      return `cannot be used for batches: ${clause(rendered.error)}; it can use ${TEMPLATE_FIELDS}`;
    if (!containsId(rendered.key, named, prefix))
      return 'must contain the whole of batch.id: otherwise, two batches could have the same key';
  }
  return undefined;
};

/** The sentence as part of another. */
const clause = (sentence: string): string =>
  sentence.replace(/^The key template/, 'it').replace(/\.$/, '');
