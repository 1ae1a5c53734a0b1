import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { guarded } from '../builders.ts';

const aws = { bucket: 'my-events', region: 'eu-west-1' };
const store = { bucket: 'my-events', region: 'auto', endpoint: 'https://s3.example.com' };
const role = { ...aws, role_arn: 'arn:aws:iam::444455556666:role/event-delivery' };
const kms_key_id = 'arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const kms = { sse: 'aws:kms', kms_key_id };

const stored = (config: Settings) => {
  const result = awsS3.parseConfig(config, guarded);
  return 'settings' in result ? result.settings : result.errors;
};

describe('put options', () => {
  it.each<[Settings, Settings]>([
    [aws, { sse: 'AES256' }],
    [aws, kms],
    [aws, { sse: 'aws:kms:dsse', kms_key_id }],
    [role, { sse: 'aws:kms' }],
    [store, { sse: 'aws:kms' }],
    [store, { sse: 'aws:kms', kms_key_id: 'my-minio-key' }],
    [aws, { ...kms, bucket_key: 'true' }],
    [aws, { ...kms, bucket_key: 'false' }],
    [store, { acl: 'bucket-owner-full-control' }],
    [store, { tags: 'team=billing&source=' }],
    [aws, { tags: Array.from({ length: 10 }, (_, n) => `${n}=${'v'.repeat(256)}`).join('&') }],
    ...['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'MD5'].flatMap(
      (checksum): [Settings, Settings][] => [
        [aws, { checksum }],
        [store, { checksum }],
      ],
    ),
    [store, { overwrite: 'never' }],
    [aws, { overwrite: 'allow', key_template: 'metadata.topic' }],
    [aws, { request_payer: 'requester' }],
    [aws, { content_type: 'application/vnd.example+json; charset="utf-8"; v=1' }],
    [aws, { cache_control: 'max-age=3600, private' }],
    [aws, { content_encoding: 'gzip', compression: 'none' }],
    [aws, { compression: 'gzip' }],
    ...['data', 'event', 'cloudevents'].map((body): [Settings, Settings] => [aws, { body }]),
    [store, { body: 'cloudevents', content_type: 'application/json', compression: 'gzip' }],
    [aws, { trailing_newline: 'true' }],
    [aws, { trailing_newline: 'false' }],
    [store, { addressing: 'virtual' }],
    [store, { addressing: 'path' }],
    [aws, { network: 'dualstack' }],
    ...['us-east-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'us-gov-east-1'].map(
      (region): [Settings, Settings] => [{ ...aws, region }, { network: 'fips' }],
    ),
  ])('of %j may be %j', (config, options) => {
    expect(stored({ ...config, ...options })).toEqual({ ...config, ...options });
  });

  it('that are empty are absent', () => {
    const { config_fields } = awsS3.description;
    const empty = Object.fromEntries(config_fields.map(({ key }) => [key, '']));
    expect(stored({ ...empty, ...aws })).toEqual(aws);
  });

  it.each<[Settings, Settings, string]>([
    [aws, { sse: 'aes' }, 'sse must be one of AES256, aws:kms, aws:kms:dsse'],
    [
      aws,
      { sse: 'aws:kms' },
      'sse aws:kms requires kms_key_id: without it, S3 uses the key aws/s3 of the account that uploads',
    ],
    [aws, { kms_key_id }, 'kms_key_id requires sse aws:kms or aws:kms:dsse'],
    [aws, { kms_key_id, sse: 'AES256' }, 'kms_key_id requires sse aws:kms or aws:kms:dsse'],
    ...['alias/events', '1234abcd', kms_key_id.replace('key/', 'alias/'), `${kms_key_id}\n`].map(
      (id): [Settings, Settings, string] => [
        aws,
        { ...kms, kms_key_id: id },
        'kms_key_id must be the ARN of a KMS key, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      ],
    ),
    [
      { ...aws, region: 'eu-west-2' },
      kms,
      'kms_key_id must be in the region of the bucket, eu-west-2',
    ],
    [
      aws,
      { ...kms, kms_key_id: kms_key_id.replace('arn:aws:', 'arn:aws-cn:') },
      'kms_key_id must be in the partition aws, as region eu-west-1 is, not in aws-cn',
    ],
    [aws, { bucket_key: 'true' }, 'bucket_key requires sse aws:kms'],
    [
      aws,
      { sse: 'aws:kms:dsse', kms_key_id, bucket_key: 'true' },
      'bucket_key requires sse aws:kms',
    ],
    [aws, { ...kms, bucket_key: 'yes' }, 'bucket_key must be one of true, false'],
    [aws, { acl: 'public-read' }, 'acl must be bucket-owner-full-control'],
    [aws, { tags: 'team' }, 'tags must be like team=billing&source=events'],
    [aws, { tags: '=x' }, 'tags must be like team=billing&source=events'],
    [aws, { tags: 'a=1&' }, 'tags must be like team=billing&source=events'],
    [aws, { tags: 'a=1&a=2' }, 'tags must have each key only once'],
    [aws, { tags: 'a=1&%61=2' }, 'tags must have each key only once'],
    [aws, { tags: 'aws:x=1' }, 'tags must not have keys that begin with aws:'],
    [aws, { tags: `${'k'.repeat(129)}=` }, 'tags must have keys of at most 128 characters'],
    [aws, { tags: `k=${'v'.repeat(257)}` }, 'tags must have values of at most 256 characters'],
    [
      aws,
      { tags: Array.from({ length: 11 }, (_, n) => `${n}=`).join('&') },
      'tags must be at most 10 tags',
    ],
    [
      aws,
      { tags: 'a=b%0d%0ac' },
      'tags must contain only letters, digits, spaces and + - = . _ : / @, percent-encoded where needed',
    ],
    [
      aws,
      { checksum: 'SHA512' },
      'checksum must be one of CRC32, CRC32C, CRC64NVME, SHA1, SHA256, MD5',
    ],
    [aws, { overwrite: 'no' }, 'overwrite must be one of allow, never'],
    [
      aws,
      { overwrite: 'never', key_template: "join('', [metadata.topic, '.json'])" },
      'overwrite is never, so config.key_template must contain the whole of metadata."event-id"',
    ],
    [
      aws,
      { overwrite: 'never', key_template: "join('/', [data.customer, data.id])" },
      'overwrite is never, so config.key_template must contain the whole of metadata."event-id"',
    ],
    ...['[-1:]', '[:4]'].map((part): [Settings, Settings, string] => [
      aws,
      { overwrite: 'never', key_template: `metadata."event-id"${part}` },
      'overwrite is never, so config.key_template must contain the whole of metadata."event-id"',
    ]),
    [
      aws,
      { overwrite: 'never', key_template: 'sha256(metadata."event-id")[:4]' },
      'overwrite is never, so config.key_template must contain the whole of metadata."event-id"',
    ],
    [
      aws,
      { overwrite: 'never', key_template: 'lower(metadata."event-id")' },
      'overwrite is never, so config.key_template must contain the whole of metadata."event-id"',
    ],
    [
      store,
      { request_payer: 'requester' },
      'request_payer is supported on AWS only: remove it or config.endpoint',
    ],
    [aws, { request_payer: 'owner' }, 'request_payer must be requester'],
    ...['json', 'a/b/c', 'a/b;', 'a/b; c', 'ä/b', 'a/b\r\nx: y', `a/${'b'.repeat(254)}`].map(
      (content_type): [Settings, Settings, string] => [
        aws,
        { content_type },
        'content_type must be a media type of at most 255 characters, such as application/json',
      ],
    ),
    ...['a\nb', 'é', ' a', 'a'.repeat(256)].map((cache_control): [Settings, Settings, string] => [
      aws,
      { cache_control },
      'cache_control must be at most 255 characters of printable ASCII, without a space at either end',
    ]),
    [
      aws,
      { content_encoding: 'gzip', compression: 'gzip' },
      'content_encoding cannot be combined with compression: remove one of them',
    ],
    [aws, { content_encoding: 'br' }, 'content_encoding must be gzip'],
    [aws, { body: 'Event' }, 'body must be one of data, event, cloudevents'],
    [aws, { trailing_newline: 'yes' }, 'trailing_newline must be one of true, false'],
    [aws, { compression: 'zstd' }, 'compression must be one of none, gzip'],
    [aws, { addressing: 'virtual' }, 'addressing requires config.endpoint'],
    ...['my.events', 'MyEvents', 'my_events', 'a'.repeat(64)].map(
      (bucket): [Settings, Settings, string] => [
        { ...store, bucket },
        { addressing: 'virtual' },
        'addressing virtual requires a bucket of 3 to 63 lower-case letters, digits and inner hyphens',
      ],
    ),
    ...['https://8.8.8.8', 'https://[2606:4700::1]'].map(
      (endpoint): [Settings, Settings, string] => [
        { ...store, endpoint },
        { addressing: 'virtual' },
        'addressing virtual requires an endpoint with a host name, not an IP address',
      ],
    ),
    [
      store,
      { network: 'dualstack' },
      'network is supported on AWS only: remove it or config.endpoint',
    ],
    [
      aws,
      { network: 'fips' },
      'network fips works only in regions of the US, Canada and GovCloud, not in eu-west-1',
    ],
  ])('of %j may not be %j', (config, options, error) => {
    expect(stored({ ...config, ...options })).toEqual([`config.${error}`]);
  });

  it('are stored in their canonical form', () => {
    expect(stored({ ...aws, checksum: 'sha1', tags: 'a=b c+d/é&e=%2B' })).toEqual({
      ...aws,
      checksum: 'SHA1',
      tags: 'a=b%20c%20d%2F%C3%A9&e=%2B',
    });
  });

  it.each([
    undefined,
    'metadata."event-id"',
    'join(\'/\', [data.customer, metadata."event-id"])',
    'to_string(metadata)',
  ])('never overwrite with the key template %s', (key_template) => {
    const config = { ...aws, overwrite: 'never', ...(key_template && { key_template }) };
    expect(stored(config)).toEqual(config);
  });

  it('have the field types that Outpost’s SDKs define', () => {
    for (const { type, options, required } of awsS3.description.config_fields) {
      expect(['text', 'select', 'checkbox']).toContain(type);
      expect(options === undefined).toBe(type !== 'select');
      if (options) expect(required).toBe(false);
    }
  });

  it('apply only with values that the other fields can have', () => {
    const fields = awsS3.description.config_fields;
    for (const { applies_when = {} } of fields) {
      for (const [key, values] of Object.entries(applies_when)) {
        const options = fields
          .find((field) => field.key === key)
          ?.options?.map(({ value }) => value);
        expect(fields.map((field) => field.key)).toContain(key);
        expect(['', '*', ...(options ?? [])]).toEqual(expect.arrayContaining(values));
      }
    }
  });
});
