import { interceptLocalhostDns } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type {
  DestinationTarget,
  WritableEvent,
} from '../../../lambdas/destination-types/destination-type.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present, untimed } from './builders.ts';

const temporary = {
  key: 'ASIATEMPORARY',
  secret: 'temporary+/secret',
  session: 'FwoGZXIvYXdz/+==',
};
const never = new AbortController().signal;

let s3: StrictS3;
beforeEach(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey, temporary], versionId: 'v1' });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

const write = (event: WritableEvent, place: DestinationTarget) =>
  untimed(objectWriter(open, present).write(event, place, never));

const here = (config = {}): DestinationTarget => aPlace({ endpoint: s3.url, ...config });

const manyOptions = {
  sse: 'aws:kms',
  kms_key_id: `arn:aws:kms:us-east-1:111122223333:key/${'k'.repeat(36)}`,
  bucket_key: 'true',
  tags: `team=${'t'.repeat(100)}`,
  acl: 'bucket-owner-full-control',
  expected_bucket_owner: '111122223333',
  cache_control: 'max-age=3600',
  content_encoding: 'gzip',
  storage_class: 'STANDARD_IA',
  checksum: 'SHA256',
  overwrite: 'never',
};

describe('writing an event', () => {
  it('stores one object and returns its location', async () => {
    const event = anEvent({ data: '{"order_id":"123"}', metadata: { source: 'checkout-service' } });
    expect(await write(event, here())).toEqual({
      kind: 'delivered',
      code: 'OK',
      response: {
        bucket: 'my-bucket',
        key: '1704164645_evt_1.json',
        etag: '27f9107c991bebe773022c92006dc075',
        version_id: 'v1',
        bytes: 18,
      },
    });
    expect([...s3.objects]).toEqual([
      [
        'my-bucket/1704164645_evt_1.json',
        {
          body: Buffer.from('{"order_id":"123"}'),
          contentType: 'application/json',
          storageClass: 'STANDARD',
          metadata: {
            'event-id': 'evt_1',
            topic: 'orders',
            timestamp: '1704164645',
            source: 'checkout-service',
          },
        },
      ],
    ]);
  });

  it('of the same event twice results in one object', async () => {
    await write(anEvent(), here());
    await write(anEvent(), here());
    expect(s3.objects.size).toBe(1);
    expect(s3.requests).toHaveLength(2);
  });

  it('stores the published JSON byte for byte', async () => {
    const data = '{"id":12345678901234567890,"x":1.0,"y":1e3,"s":"<&>\\u2028\u2028ü🎉"}';
    await write(anEvent({ data }), here());
    expect(s3.objects.get('my-bucket/1704164645_evt_1.json')?.body.toString()).toBe(data);
  });

  it.each([
    ...['ü b+c', 'a//b', '%2F', '🎉', '/leading', '//two', 'a?b#c&d=e:f@g'],
    ...["!-_.*'()", 'a\\b{c}^`[d]"<>~|', 'soap', 'a%2Fb%', '日本語/鍵.json', 'x'.repeat(1024)],
  ])('stores an object under the unusual key %j', async (key) => {
    const event = anEvent({ data: JSON.stringify({ key }) });
    expect(await write(event, here({ key_template: 'data.key' }))).toMatchObject({
      kind: 'delivered',
      response: { key },
    });
    expect([...s3.objects.keys()]).toEqual([`my-bucket/${key}`]);
  });

  it('stores unusual metadata', async () => {
    const metadata = {
      newline: 'a\r\nX-Injected: 1',
      cjk: '日本語'.repeat(20),
      empty: '',
      spaces: '  a  b  ',
      'odd name/ü': 'x',
      __proto__x: 'y',
      Clash: 'upper',
      clash: 'lower',
      topic: 'forged',
      large: 'x'.repeat(3000),
    };
    expect(await write(anEvent({ metadata }), here())).toMatchObject({ kind: 'delivered' });
    expect(s3.objects.get('my-bucket/1704164645_evt_1.json')?.metadata).toEqual({
      'event-id': 'evt_1',
      topic: 'orders',
      timestamp: '1704164645',
      newline: '=?UTF-8?B?YQ0KWC1JbmplY3RlZDogMQ==?=',
      cjk: expect.stringMatching(/^(=\?UTF-8\?B\?\S+\?= ?)+$/),
      empty: '',
      spaces: '=?UTF-8?B?ICBhICBiICA=?=',
      'odd-name--': 'x',
      __proto__x: 'y',
      clash: 'lower',
      'waybill-omitted': 'large',
    });
  });

  it('stores as many metadata entries as fit into the headers of a request', async () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 400 }, (_, n) => [`${n}-${'n'.repeat(20)}`, 'x']),
    );
    const place = { ...here(), credentials: { ...temporary } };
    expect(await write(anEvent({ metadata }), place)).toMatchObject({ kind: 'delivered' });
  });

  const manyEntries = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, n) => [`${n}-${'n'.repeat(27)}`, 'xxx']));

  it.each([
    ['of 4 KB', 4_096, {}],
    ['of a role, and many options,', 1_500, manyOptions],
  ])(
    'leaves room for a session token %s in the headers of a request',
    async (_, length, config) => {
      await s3.stop();
      const session = 't'.repeat(length);
      s3 = await startStrictS3({ accessKeys: [{ ...accessKey, session }] });
      const place = { ...here(config), credentials: { ...accessKey, session } };
      for (const entries of [30, 60, 400]) {
        const event = anEvent({ id: `evt_${entries}`, metadata: manyEntries(entries) });
        expect(await write(event, place)).toMatchObject({ kind: 'delivered' });
      }
    },
  );

  it.each([
    ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA'],
    ...['INTELLIGENT_TIERING', 'GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR'],
  ])('stores an object of the class %s', async (storage_class) => {
    await write(anEvent(), here({ storage_class }));
    expect([...s3.objects.values()]).toMatchObject([{ storageClass: storage_class }]);
    const header = s3.requests[0]?.headers.get('x-amz-storage-class');
    expect(header).toBe(storage_class === 'STANDARD' ? undefined : storage_class);
  });

  it('signs with a session token', async () => {
    const place = { ...here(), credentials: temporary };
    expect(await write(anEvent(), place)).toMatchObject({ kind: 'delivered' });
    expect(s3.requests[0]?.headers.get('x-amz-security-token')).toBe(temporary.session);
  });

  it('uses the credentials of each destination, also after they change', async () => {
    const writer = objectWriter(open, present);
    const wrong = { ...here(), credentials: { ...accessKey, secret: 'wrong' } };
    expect(await writer.write(anEvent(), wrong, never)).toMatchObject({ kind: 'rejected' });
    expect(await writer.write(anEvent(), here(), never)).toMatchObject({ kind: 'delivered' });
    expect(await writer.write(anEvent(), wrong, never)).toMatchObject({ kind: 'rejected' });
  });

  it('stores an object of the largest event allowed', async () => {
    const data = JSON.stringify({ text: 'ü'.repeat(131_000) });
    expect(await write(anEvent({ data }), here())).toMatchObject({
      kind: 'delivered',
      response: { bytes: Buffer.byteLength(data) },
    });
  });

  it('is retried on schedule, without a request, when there is no key', async () => {
    expect(await write(anEvent(), here({ key_template: 'data.none' }))).toEqual({
      kind: 'retry',
      code: 'key_template',
      message: 'The key template does not evaluate to a key: data.none is null.',
    });
    expect(s3.requests).toEqual([]);
  });
});

describe('a key template that exceeds its budget for an event', () => {
  it.each([
    [
      'length(data.list[?$.data.a == $.data.b])',
      'The key template cannot be evaluated for this event: the template exceeds its step limit.',
    ],
    [
      "pad_left('a', `500000000`, 'b')",
      'The key template cannot be evaluated for this event: pad_left() received too much data.',
    ],
  ])('is rejected permanently, without a request: %s', async (key_template, message) => {
    const text = 'a'.repeat(20_000);
    const data = JSON.stringify({ a: text, b: text, list: Array(2_000).fill(0) });
    const event = anEvent({ data });
    expect(await write(event, here({ key_template }))).toEqual({
      kind: 'rejected',
      code: 'key_template',
      message,
    });
    expect(await awsS3.preview(event, here({ key_template }), open)).toEqual({ error: message });
    expect(s3.requests).toEqual([]);
  });
});

describe('writing to a custom endpoint', () => {
  it('sends Content-MD5, which every store supports, as some reject the newer checksums', async () => {
    const older = await startStrictS3({ accessKeys: [accessKey], refusesChecksums: true });
    expect(await write(anEvent(), aPlace({ endpoint: older.url }))).toMatchObject({
      kind: 'delivered',
    });
    const [request] = older.requests;
    await older.stop();
    const headers = [...(request?.headers ?? [])];
    expect(headers.filter(([name]) => /checksum|trailer|md5|^expect$/.test(name))).toEqual([
      ['content-md5', 'mZFLkyvTelC5g8XnyQrpOw=='],
    ]);
  });

  it('stores objects in a bucket with default retention', async () => {
    const locked = await startStrictS3({ accessKeys: [accessKey], locksObjects: true });
    const result = await write(anEvent(), aPlace({ endpoint: locked.url }));
    await locked.stop();
    expect(result).toMatchObject({ kind: 'delivered' });
  });

  it('addresses the bucket by path', async () => {
    await write(anEvent(), here());
    expect(s3.requests[0]?.path).toBe('/my-bucket/1704164645_evt_1.json');
  });

  it('accepts a region of that store', async () => {
    const auto = await startStrictS3({ accessKeys: [accessKey], region: 'auto' });
    const result = await write(anEvent(), aPlace({ endpoint: auto.url, region: 'auto' }));
    await auto.stop();
    expect(result).toMatchObject({ kind: 'delivered' });
  });

  it('keeps the path of the endpoint', async () => {
    s3.answerNext((response) => response.setHeader('etag', '"x"').end());
    await write(anEvent(), aPlace({ endpoint: `${s3.url}/storage/v1/s3/` }));
    expect(s3.requests[0]?.path).toBe('/storage/v1/s3/my-bucket/1704164645_evt_1.json');
  });
});

describe('writing to AWS', () => {
  it('gives the object only a SHA-256 checksum', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    expect(await write(anEvent(), aPlace())).toMatchObject({ kind: 'delivered' });
    const headers = s3.requests[0]?.headers ?? new Map<string, string>();
    expect([...headers].filter(([name]) => name.includes('checksum'))).toEqual([
      ['x-amz-checksum-sha256', 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o='],
    ]);
  });

  it('addresses the bucket by host', async () => {
    const restore = interceptLocalhostDns();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://localhost:${s3.port}`);
    const key_template = "'ü b+c//%2F'";
    const result = await write(anEvent(), aPlace({ key_template })).finally(restore);
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(s3.requests[0]?.headers.get('host')).toBe(`my-bucket.localhost:${s3.port}`);
    expect([...s3.objects.keys()]).toEqual(['my-bucket/ü b+c//%2F']);
  });

  it.each([
    ['arn:aws:s3:eu-central-1:123456789012:accesspoint/events', 'events-123456789012'],
    ['events-hrzrlukc5m36-s3alias', 'events-hrzrlukc5m36-s3alias'],
  ])('writes through the access point %s, and verifies it', async (bucket, host) => {
    const buckets = [host];
    const point = await startStrictS3({ accessKeys: [accessKey], region: 'eu-central-1', buckets });
    const restore = interceptLocalhostDns();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://localhost:${point.port}`);
    const place = aPlace({ bucket, region: 'eu-central-1' });
    const verdicts = [
      await write(anEvent(), place),
      (await objectVerifier(open, present).verify(place, never)).result,
    ];
    restore();
    await point.stop();
    expect(verdicts).toMatchObject([
      { kind: 'delivered', response: { bucket, key: '1704164645_evt_1.json' } },
      { kind: 'delivered', response: { bucket } },
    ]);
    expect([...point.objects.keys()]).toEqual([`${host}/1704164645_evt_1.json`]);
    const hosts = point.requests.map(({ headers }) => headers.get('host'));
    expect(hosts).toEqual([`${host}.localhost:${point.port}`, `${host}.localhost:${point.port}`]);
  });

  it('addresses a bucket with capitals and underscores by path', async () => {
    const older = await startStrictS3({ accessKeys: [accessKey], buckets: ['My_Events'] });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', older.url);
    const result = await write(anEvent(), aPlace({ bucket: 'My_Events' }));
    await older.stop();
    expect(result).toMatchObject({ kind: 'delivered', response: { bucket: 'My_Events' } });
    expect(older.requests[0]?.path).toBe('/My_Events/1704164645_evt_1.json');
  });
});
