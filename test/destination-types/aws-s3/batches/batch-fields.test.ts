import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { guarded } from '../builders.ts';

const aws = { bucket: 'my-events', region: 'eu-west-1' };
const batches = { ...aws, format: 'ndjson' };

const stored = (config: Settings, eventRetentionDays = 30) => {
  const result = awsS3.parseConfig(config, { ...guarded, eventRetentionDays });
  return 'settings' in result ? result.settings : result.errors;
};

describe('the config of batches', () => {
  it.each<Settings>([
    {},
    { batch_max_events: '1', batch_max_bytes: '65536', batch_max_seconds: '60' },
    { batch_max_events: '50000', batch_max_bytes: '67108864', batch_max_seconds: '86400' },
    { partition: "join('', [data.country, '/', time.date])", time_zone: 'Europe/Berlin' },
    { compression: 'gzip' },
    { compression: 'zstd' },
    { compression: 'none' },
    { body: 'event' },
    { body: 'data' },
    { body: 'cloudevents' },
    { key_template: "join('', [batch.partition, batch.id, batch.extension])" },
    { content_type: 'application/json', cache_control: 'max-age=60', tags: 'a=b', sse: 'AES256' },
  ])('may have %j', (options) => {
    expect(stored({ ...batches, ...options })).toEqual({ ...batches, ...options });
  });

  it.each<[Settings, string]>([
    [{ format: 'xml' }, 'format must be one of json, ndjson'],
    [{ format: 'csv' }, 'format must be one of json, ndjson: csv is not supported yet'],
    [{ format: 'parquet' }, 'format must be one of json, ndjson: parquet is not supported yet'],
    ...['0', '50001', '1.5', '1e3', '-1', '010', 'many'].map((text): [Settings, string] => [
      { batch_max_events: text },
      'batch_max_events must be a whole number from 1 to 50000',
    ]),
    ...['65535', '67108865'].map((text): [Settings, string] => [
      { batch_max_bytes: text },
      'batch_max_bytes must be a whole number from 65536 to 67108864',
    ]),
    ...['59', '86401'].map((text): [Settings, string] => [
      { batch_max_seconds: text },
      'batch_max_seconds must be a whole number from 60 to 86400',
    ]),
    [
      { prefix: 'p'.repeat(1_000), key_template: 'batch.id' },
      'prefix must be at most 512 characters long',
    ],
    [
      { time_zone: 'Europe/Atlantis' },
      'time_zone must be a time zone of the IANA database, such as Europe/Berlin',
    ],
    [
      { time_zone: '+01:00' },
      'time_zone must be a time zone of the IANA database, such as Europe/Berlin',
    ],
    [{ compression: 'snappy' }, 'compression must be one of none, gzip, zstd'],
    [{ body: 'csv' }, 'body must be one of data, event, cloudevents'],
    [{ content_encoding: 'gzip' }, 'content_encoding requires format json: remove it'],
    [{ trailing_newline: 'true' }, 'trailing_newline requires format json: remove it'],
    [{ overwrite: 'never' }, 'overwrite requires format json: remove it'],
  ])('must not have %j', (options, error) => {
    expect(stored({ ...batches, ...options })).toEqual([`config.${error}`]);
  });

  it.each([undefined, 'json'])('is rejected with the format %s', (format) => {
    const config = {
      ...aws,
      ...(format && { format }),
      batch_max_events: '10',
      batch_max_bytes: '65536',
      batch_max_seconds: '60',
      partition: 'time.date',
      time_zone: 'UTC',
    };
    expect(stored(config)).toEqual(
      ['batch_max_events', 'batch_max_bytes', 'batch_max_seconds', 'partition', 'time_zone'].map(
        (name) => `config.${name} requires format ndjson`,
      ),
    );
    expect(stored({ ...aws, compression: 'zstd' })).toEqual([
      'config.compression must be one of none, gzip',
    ]);
  });

  it('is rejected if events are retained for one day, unlike that of single objects', () => {
    expect(stored(batches, 1)).toEqual([
      'config.format must be json: ndjson requires a stage that keeps events for at least two days (eventRetentionDays)',
    ]);
    expect(stored({ ...batches, batch_max_seconds: '86400' }, 2)).toMatchObject(batches);
    expect(stored({ ...aws, format: 'json' }, 1)).toMatchObject(aws);
  });

  it('is rejected when the key template does not fit the format', () => {
    const template = `metadata."event-id"`;
    expect(stored({ ...aws, key_template: template })).toMatchObject({ key_template: template });
    expect(stored({ ...batches, key_template: template })).toEqual([
      'config.key_template cannot be used for batches: it does not evaluate to a key: metadata."event-id" is null; it can use batch.id, batch.count, batch.partition, batch.first_time, batch.last_time, batch.datetime, batch.extension',
    ]);
    expect(stored({ ...aws, key_template: 'batch.id' })).toEqual([
      expect.stringContaining('config.key_template cannot evaluate to a key for any event'),
    ]);
  });

  it('describes when each field applies', () => {
    const { config_fields } = awsS3.description;
    const applies = (format: string) =>
      config_fields.flatMap(({ key, applies_when }) =>
        applies_when?.format?.includes(format) ? [key] : [],
      );
    expect(applies('ndjson')).toEqual([
      'batch_max_events',
      'batch_max_bytes',
      'batch_max_seconds',
      'partition',
      'time_zone',
    ]);
    expect(applies('')).toEqual(['trailing_newline', 'content_encoding', 'overwrite']);
    expect(config_fields.find(({ key }) => key === 'batch_max_seconds')).toMatchObject({
      default: '900',
    });
  });
});
