import { describe, expect, it } from 'vitest';
import {
  batchKey,
  batchKeyTemplateError,
} from '../../../../lambdas/destination-types/aws-s3/batches/batch-key.ts';
import { maxPartitionBytes } from '../../../../lambdas/destination-types/aws-s3/batches/partition-rules.ts';
import type { WritableBatch } from '../../../../lambdas/destination-types/batching.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { anEvent } from '../builders.ts';

const batch: WritableBatch = {
  id: 'bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T',
  partition: 'date=2026-11-29/',
  opened_at: '2026-11-29T12:00:00.123Z',
  events: [
    anEvent({ time: '2026-11-29T11:59:00Z' }),
    anEvent({ id: 'evt_2', time: '2026-11-29T11:59:30.5Z' }),
  ],
};

const keyOf = (config: Settings) => batchKey(batch, { format: 'ndjson', ...config }, '.ndjson.gz');

describe('the key of a batch', () => {
  it('is by default the prefix, the partition, the time and the id', () => {
    expect(keyOf({})).toEqual({
      key: 'date=2026-11-29/20261129T120000Z_bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T.ndjson.gz',
    });
    expect(keyOf({ prefix: 'events/', time_zone: 'Europe/Berlin' })).toEqual({
      key: 'events/date=2026-11-29/20261129T130000+0100_bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T.ndjson.gz',
    });
    expect(keyOf({ time_zone: 'America/St_Johns' })).toEqual({
      key: 'date=2026-11-29/20261129T083000-0330_bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T.ndjson.gz',
    });
  });

  it('is the default when the template is for events, because batches were switched off', () => {
    const key_template = 'join(\'/\', [data.customer, metadata."event-id"])';
    expect(keyOf({ format: 'json', key_template })).toEqual(keyOf({}));
  });

  it('is evaluated from a template over the batch', () => {
    const key_template = `join('|', [batch.id, batch.count, batch.first_time, batch.last_time])`;
    expect(keyOf({ key_template })).toEqual({
      key: 'bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T|2|2026-11-29T11:59:00Z|2026-11-29T11:59:30.5Z',
    });
  });

  it('is an error when it does not contain the whole id, because another batch could have it', () => {
    const error = expect.stringContaining('does not contain the whole of batch.id');
    const ofTwo = `(batch.count == '2' && batch.datetime) || batch.id`;
    expect(keyOf({ key_template: ofTwo })).toEqual({ error });
    expect(keyOf({ key_template: 'batch.id[-3:]', prefix: `${batch.id}/` })).toEqual({ error });
  });
});

describe('the check of a key template of batches', () => {
  it.each([
    'batch.id',
    `join('', [batch.datetime[:8], '/', batch.id, batch.extension])`,
    `join('', [batch.partition, batch.datetime, '_', batch.id, batch.extension])`,
    `join('/', [sha256(batch.id)[:4], batch.id])`,
    'lower(batch.id)',
    'upper(batch.id)',
  ])('accepts %s', (template) => {
    expect(batchKeyTemplateError(template, { prefix: 'x'.repeat(512) })).toBeUndefined();
  });

  it.each([
    [
      'batch.partition',
      'cannot be used for batches: it evaluates to a key that ends in /; it can use',
    ],
    [`join('', [batch.partition, batch.datetime])`, 'must contain the whole of batch.id'],
    ['batch.id[-3:]', 'must contain the whole of batch.id'],
    ['batch.id[:29]', 'must contain the whole of batch.id'],
    [`replace(batch.id, 'Q', 'W')`, 'must contain the whole of batch.id'],
    [`join('', [batch.datetime, sha256(batch.id)[:4]])`, 'must contain the whole of batch.id'],
    ['sha256(batch.id)', 'must contain the whole of batch.id'],
    [`'bat_01KBA0G2C03Z7Q5W8X9Y4N6M1T'`, 'must contain the whole of batch.id'],
    [`join('', [batch.partition, batch.partition, batch.partition, batch.id])`, '1,024 bytes'],
    [`join('', [metadata.topic, batch.id])`, 'cannot be used for batches'],
    [`join('/', [time_in('Europe/Berlin').date, batch.id])`, 'requires the time of an event'],
    ['batch.id.', 'is not valid JMESPath'],
    ['nope(batch.id)', 'calls an unknown function: nope()'],
    ['uuid()', 'a key must be the same at every attempt: use batch.id'],
    [`join('', [batch.id, now()])`, 'at every attempt: use batch.datetime'],
    ['random()', 'at every attempt: use sha256(batch.id)'],
  ])('rejects %s', (template, error) => {
    expect(batchKeyTemplateError(template, {})).toContain(error);
  });

  it('leaves room for the default below every prefix', () => {
    for (const prefix of ['', 'x'.repeat(512)]) {
      const partition = `${'p'.repeat(maxPartitionBytes(prefix) - 1)}/`;
      const config = { prefix, time_zone: 'Europe/Berlin' };
      expect(batchKey({ ...batch, partition }, config, '.ndjson.zst')).toHaveProperty('key');
    }
  });
});
