import type { Settings } from '../../destination-type.ts';
import { compileKeyTemplate } from '../key-template.ts';
import { validPrefix } from '../prefix.ts';
import { keyOfNamed, type NamedBatch } from './batch-key.ts';
import { maxPartitionBytes } from './partition-rules.ts';

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

/** What a template sees, for messages. */
const SEES = Object.keys(sample)
  .map((name) => `batch.${name}`)
  .join(', ');

/**
 * Returns a validation error, phrased to follow `config.key_template`; undefined when the template gives
 * each batch a key of its own. All that it sees is known, so that a few samples decide.
 */
export const batchKeyTemplateError = (
  key_template: string,
  config: Settings,
): string | undefined => {
  const compiled = compileKeyTemplate(key_template, 'batch_key');
  if ('error' in compiled) return compiled.error;
  const prefix = validPrefix(config);
  const keyWith = (change: Partial<NamedBatch>) =>
    keyOfNamed({ ...sample, ...change }, { key_template, prefix });
  const longest = 'x'.repeat(maxPartitionBytes(prefix));
  for (const partition of [sample.partition, '', longest]) {
    const [key, other] = [keyWith({ partition }), keyWith({ partition, id: OTHER_ID })];
    if ('error' in key)
      return `cannot be used for batches: ${clause(key.error)}; it can use ${SEES}`;
    if ('key' in other && key.key === other.key) {
      return 'must contain batch.id: two batches would have the same key';
    }
  }
  return undefined;
};

/** The sentence as part of another. */
const clause = (sentence: string): string =>
  sentence.replace(/^The key template/, 'it').replace(/\.$/, '');
