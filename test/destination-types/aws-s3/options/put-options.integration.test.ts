import { gunzipSync } from 'node:zlib';
import { interceptLocalhostDns } from 'fauxqs';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { awsS3 } from '../../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { objectWriter } from '../../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { failureCodesOf } from '../../../../lambdas/destination-types/registry.ts';
import { type StrictS3, type StrictS3Options, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present, untimed } from '../builders.ts';

const never = new AbortController().signal;
const data = `{"order_id":"123","text":"${'waybill '.repeat(100)}"}`;
const event = anEvent({ data });
const key = 'my-bucket/1704164645_evt_1.json';

let s3: StrictS3;
afterEach(() => s3.stop());

const start = async (rules: Partial<StrictS3Options> = {}) => {
  s3 = await startStrictS3({ accessKeys: [accessKey], ...rules });
};
const here = (config: Settings) => aPlace({ endpoint: s3.url, ...config });
const write = (config: Settings, written = event) =>
  untimed(objectWriter(open, present).write(written, here(config), never));
const verify = async (config: Settings) =>
  (await objectVerifier(open, present).verify(here(config), never)).result;

describe('a put option', () => {
  it.each<[Settings, Record<string, unknown>]>([
    [{ sse: 'AES256' }, { encryption: 'AES256' }],
    [
      { sse: 'aws:kms', kms_key_id: 'events', bucket_key: 'true' },
      { encryption: 'aws:kms', kmsKeyId: 'events' },
    ],
    [{ acl: 'bucket-owner-full-control' }, {}],
    [{ tags: 'team=a%20b&x=' }, { tags: 'team=a%20b&x=' }],
    [{ content_type: 'text/plain' }, { contentType: 'text/plain' }],
    [{ cache_control: 'max-age=1' }, { cacheControl: 'max-age=1' }],
    [{ overwrite: 'never' }, {}],
    ...['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'MD5'].map(
      (checksum): [Settings, Record<string, unknown>] => [{ checksum }, {}],
    ),
  ])(
    '%j is sent by a delivery and by the probe, and shown by the preview',
    async (config, kept) => {
      await start();
      expect(await verify(config)).toMatchObject({ kind: 'delivered', code: 'OK' });
      expect(s3.objects.size).toBe(0);
      expect(await write(config)).toMatchObject({ kind: 'delivered', code: 'OK' });
      expect(s3.objects.get(key)).toMatchObject(kept);
      const preview = await awsS3.preview(event, here(config), open);
      const probe = s3.requests.find(({ method }) => method === 'PUT')?.headers;
      const sent = s3.requests.at(-1)?.headers;
      const headers = 'headers' in preview ? preview.headers : {};
      expect(Object.keys(headers).length).toBeGreaterThan(4);
      for (const [name, value] of Object.entries(headers)) {
        expect([name, sent?.get(name)]).toEqual([name, value]);
        expect(probe?.has(name)).toBe(true);
      }
    },
  );

  it.each<[Settings, Partial<StrictS3Options>, string]>([
    [{ tags: 'a=b' }, { refusesHeaders: ['x-amz-tagging'] }, 'NotImplemented'],
    [{ sse: 'AES256' }, { refusesHeaders: ['x-amz-server-side-encryption'] }, 'NotImplemented'],
    [{ checksum: 'SHA256' }, { refusesChecksums: true }, 'NotImplemented'],
    [{ expected_bucket_owner: '111122223333' }, { owner: '444455556666' }, 'bucket_owner_mismatch'],
    [{ sse: 'AES256' }, { requiresEncryption: 'aws:kms' }, 'AccessDenied'],
    [
      { sse: 'aws:kms', kms_key_id: 'arn:aws:kms:us-east-1:111122223333:key/disabled' },
      {},
      'KMS.DisabledException',
    ],
  ])('%j that a store with %j refuses fails the verification', async (config, rules, code) => {
    await start(rules);
    expect(await verify(config)).toMatchObject({ kind: 'rejected', code });
    expect(await write(config)).toMatchObject({ kind: 'rejected' });
    expect(s3.objects.size).toBe(0);
  });

  it('of the default config sends only the content type and the digest', async () => {
    await start();
    await write({});
    const names = [...(s3.requests[0]?.headers.keys() ?? [])].filter(
      (name) =>
        !/^x-amz-(?:meta-|date|content-sha256)|^(?:host|authorization|connection|user-agent|content-length)$/.test(
          name,
        ),
    );
    expect(names.sort()).toEqual(['content-md5', 'content-type']);
  });

  it.each([
    ['tags', 'PutObjectTagging', { tags: 'a=b' }],
    ['acl', 'PutObjectAcl', { acl: 'bucket-owner-full-control' }],
  ])('%s needs s3:%s', async (_, action, config) => {
    await start({ accessKeys: [{ ...accessKey, may: (done) => done !== action }] });
    expect(await verify({ ...config } as Settings)).toMatchObject({ code: 'AccessDenied' });
    expect(await verify({})).toMatchObject({ code: 'OK' });
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256', 'MD5'])(
    'checksum %s is accepted by a bucket with Object Lock',
    async (checksum) => {
      await start({ locksObjects: true });
      expect(await write({ checksum })).toMatchObject({ code: 'OK' });
    },
  );
});

describe('compression', () => {
  it('gzip stores the compressed data under a key that ends with .gz', async () => {
    await start();
    const written = await write({ compression: 'gzip' });
    const object = s3.objects.get(`${key}.gz`);
    expect(object).toMatchObject({ contentType: 'application/gzip' });
    expect(object?.contentEncoding).toBeUndefined();
    expect(gunzipSync(object?.body ?? '').toString()).toBe(data);
    expect(written).toMatchObject({
      response: { key: '1704164645_evt_1.json.gz', bytes: object?.body.length },
    });
    expect(object?.body.length).toBeLessThan(data.length);
  });

  it('gzip does not lengthen a key that ends with .gz', async () => {
    await start();
    const key_template = "join('', [metadata.\"event-id\", '.json.gz'])";
    expect(await write({ compression: 'gzip', key_template })).toMatchObject({
      response: { key: 'evt_1.json.gz' },
    });
  });

  it('as content encoding keeps the key and the type', async () => {
    await start();
    const written = await write({ content_encoding: 'gzip', checksum: 'CRC64NVME' });
    const object = s3.objects.get(key);
    expect(object).toMatchObject({ contentType: 'application/json', contentEncoding: 'gzip' });
    expect(gunzipSync(object?.body ?? '').toString()).toBe(data);
    expect(written).toMatchObject({ response: { bytes: object?.body.length } });
  });

  it('gives the same bytes at every attempt', async () => {
    await start();
    const etags = [];
    for (let attempt = 0; attempt < 2; attempt += 1) {
      const written = await write({ compression: 'gzip' });
      etags.push(written.kind === 'delivered' && written.response.etag);
    }
    expect(etags[0]).toBe(etags[1]);
  });
});

describe('overwrite never', () => {
  it('keeps the object that exists and counts the event as delivered', async () => {
    await start();
    await write({ overwrite: 'never' });
    expect(await write({ overwrite: 'never' }, anEvent({ data: '{"other":1}' }))).toEqual({
      kind: 'delivered',
      code: 'ALREADY_EXISTS',
      response: { bucket: 'my-bucket', key: '1704164645_evt_1.json' },
    });
    expect(s3.objects.get(key)?.body.toString()).toBe(data);
  });

  it('rejects an event whose key does not depend on its id because of its data', async () => {
    await start();
    const config = { overwrite: 'never', key_template: 'data.name || metadata."event-id"' };
    expect(awsS3.parseConfig({ ...here(config).config }, open)).toHaveProperty('settings');
    const named = { data: '{"name":"a"}' };
    expect(await write(config, anEvent({ ...named, id: 'evt_1' }))).toMatchObject({ code: 'OK' });
    expect(await write(config, anEvent({ ...named, id: 'evt_2' }))).toMatchObject({
      kind: 'rejected',
      code: 'key_not_unique',
    });
    expect(failureCodesOf('aws_s3')?.rejectsAll('key_not_unique')).toBe(false);
  });

  it('rejects an event whose key has only a part of its id because of its data', async () => {
    await start();
    const key_template = 'data.name && metadata."event-id"[-1:] || metadata."event-id"';
    const config = { overwrite: 'never', key_template };
    expect(awsS3.parseConfig({ ...here(config).config }, open)).toHaveProperty('settings');
    const named = { data: '{"name":"a"}' };
    expect(await write(config, anEvent({ ...named, id: 'evt_11' }))).toMatchObject({ code: 'OK' });
    expect(await write(config, anEvent({ ...named, id: 'evt_21' }))).toMatchObject({
      kind: 'rejected',
      code: 'key_not_unique',
    });
  });

  it('is retried after a conflict', async () => {
    await start();
    s3.answerNext((response) => {
      response
        .writeHead(409)
        .end('<Error><Code>ConditionalRequestConflict</Code><Message>x</Message></Error>');
    });
    expect(await write({ overwrite: 'never' })).toMatchObject({
      kind: 'retry',
      code: 'ConditionalRequestConflict',
    });
  });

  it('passes the verification when the object of the probe already exists', async () => {
    await start({ ignoresMd5: true });
    s3.answerNext((response) => {
      response.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>');
    });
    expect(await verify({ overwrite: 'never' })).toMatchObject({ kind: 'delivered' });
  });
});

describe('addressing virtual', () => {
  const restoreDns = interceptLocalhostDns();
  afterAll(restoreDns);

  it('has the bucket in the host name', async () => {
    await start();
    const endpoint = s3.url.replace('127.0.0.1', 'localhost');
    expect(await write({ endpoint, addressing: 'virtual' })).toMatchObject({ code: 'OK' });
    expect(s3.requests[0]?.headers.get('host')).toBe(`my-bucket.${new URL(endpoint).host}`);
  });
});
