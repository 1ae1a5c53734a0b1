import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { batchWriter } from '../../../../lambdas/destination-types/aws-s3/batches/batch-writer.s3.ts';
import { objectVerifier } from '../../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { WriteOptions } from '../../../../lambdas/destination-types/batching.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { type StrictS3, type StrictS3Options, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present, untimed } from '../builders.ts';

const never = new AbortController().signal;
/** No earlier attempt has settled how the batch is stored. */
const ONCE: WriteOptions = {
  mayReplace: false,
  settle: async (_place, storedAs) => ({ storedAs, mayHaveExpiredEvents: false }),
};
const KEY = 'date=2024-01-02/20240102T040000Z_bat_1.ndjson.gz';
const batch = {
  id: 'bat_1',
  partition: 'date=2024-01-02/',
  opened_at: '2024-01-02T04:00:00Z',
  events: [anEvent({ data: '{"n":1.10}' }), anEvent({ id: 'evt_2', time: '2024-01-02T03:04:06Z' })],
};

let s3: StrictS3;
afterEach(() => s3.stop());

const start = async (rules: Partial<StrictS3Options> = {}) => {
  s3 = await startStrictS3({ accessKeys: [accessKey], ...rules });
};
const here = (config: Settings, delivery_metadata: Settings = {}) =>
  aPlace({ endpoint: s3.url, format: 'ndjson', ...config }, { delivery_metadata });
const write = (config: Settings, delivery_metadata: Settings = {}) =>
  untimed(batchWriter(open, present).write(batch, here(config, delivery_metadata), ONCE, never));
const verify = (config: Settings) => objectVerifier(open, present).verify(here(config), never);

describe('a batch', () => {
  it('is stored as one object, whose metadata describes it', async () => {
    await start();
    expect(await write({}, { Team: 'blue', 'waybill-events': '9' })).toEqual({
      kind: 'delivered',
      code: 'OK',
      response: {
        bucket: 'my-bucket',
        key: KEY,
        etag: expect.any(String),
        bytes: expect.any(Number),
      },
    });
    const object = s3.objects.get(`my-bucket/${KEY}`);
    expect(object).toMatchObject({
      contentType: 'application/gzip',
      metadata: {
        'waybill-batch-id': 'bat_1',
        'waybill-events': '2',
        'waybill-first-time': '2024-01-02T03:04:05Z',
        'waybill-last-time': '2024-01-02T03:04:06Z',
        team: 'blue',
      },
    });
    expect(s3.requests.at(-1)?.headers.has('content-encoding')).toBe(false);
    expect(gunzipSync(object?.body ?? '').toString()).toBe(
      [
        '{"id":"evt_1","topic":"orders","time":"2024-01-02T03:04:05Z","metadata":{},"data":{"n":1.10}}\n',
        '{"id":"evt_2","topic":"orders","time":"2024-01-02T03:04:06Z","metadata":{},"data":{}}\n',
      ].join(''),
    );
  });

  it.each<[Settings, Record<string, unknown>]>([
    [{ sse: 'AES256' }, { encryption: 'AES256' }],
    [
      { sse: 'aws:kms', kms_key_id: 'events' },
      { encryption: 'aws:kms', kmsKeyId: 'events' },
    ],
    [{ acl: 'bucket-owner-full-control' }, {}],
    [{ tags: 'team=a%20b&x=' }, { tags: 'team=a%20b&x=' }],
    [{ content_type: 'text/plain' }, { contentType: 'text/plain' }],
    [{ cache_control: 'max-age=1' }, { cacheControl: 'max-age=1' }],
    [{ compression: 'zstd' }, { contentType: 'application/zstd' }],
    [{ compression: 'none', body: 'cloudevents' }, { contentType: 'application/x-ndjson' }],
    [{ checksum: 'CRC64NVME' }, {}],
    [{ storage_class: 'GLACIER_IR' }, {}],
  ])('with %j is sent with the headers that the probe sent', async (config, kept) => {
    await start();
    expect((await verify(config)).result).toMatchObject({ kind: 'delivered', code: 'OK' });
    expect(s3.objects.size).toBe(0);
    expect(await write(config)).toMatchObject({ kind: 'delivered', code: 'OK' });
    expect([...s3.objects.values()]).toMatchObject([kept]);
    const puts = s3.requests.filter(({ method }) => method === 'PUT');
    const [probe, sent] = puts.map(({ headers }) => [...headers.keys()].toSorted());
    expect(puts).toHaveLength(2);
    expect(probe).toEqual(sent);
  });

  it.each<[Settings, Partial<StrictS3Options>, string]>([
    [{ tags: 'a=b' }, { refusesHeaders: ['x-amz-tagging'] }, 'NotImplemented'],
    [{ sse: 'AES256' }, { requiresEncryption: 'aws:kms' }, 'AccessDenied'],
  ])('%j that a store with %j refuses fails the verification', async (config, rules, code) => {
    await start(rules);
    expect((await verify(config)).result).toMatchObject({ kind: 'rejected', code });
    expect(await write(config)).toMatchObject({ kind: 'rejected', code });
  });

  it('is verified under a key like its own', async () => {
    await start();
    const { steps } = await verify({ prefix: 'events/', compression: 'zstd' });
    expect(steps[0]).toEqual({ name: 'key_template', status: 'passed' });
    expect(s3.requests.find(({ method }) => method === 'PUT')?.path).toMatch(
      /^\/my-bucket\/events\/date%3D[\d-]{10}\/\d{8}T\d{6}Z_waybill-verification\.ndjson\.zst/,
    );
    const byData = await verify({ partition: `join('', [data.country, '/', time.date])` });
    expect(byData.steps[0]).toMatchObject({ status: 'warning', code: 'key_begins_with_data' });
  });

  it('is written with the key and format that its first attempt chose', async () => {
    await start();
    const settled = new Map<string, Settings>();
    const settle = async (place: string, chosen: Settings) => {
      if (!settled.has(place)) settled.set(place, chosen);
      return { storedAs: settled.get(place) ?? {}, mayHaveExpiredEvents: false };
    };
    const writer = batchWriter(open, present);
    const changes: Settings[] = [
      {},
      { key_template: `join('-', [batch.id, batch.count])`, compression: 'zstd' },
      { time_zone: 'Asia/Tokyo', compression: 'none' },
      { format: 'json', key_template: '' },
      { prefix: 'moved/' },
    ];
    for (const config of changes) {
      await writer.write(batch, here(config), { mayReplace: false, settle }, never);
    }
    expect([...s3.objects.keys()]).toEqual([`my-bucket/${KEY}`, `my-bucket/moved/${KEY}`]);
    expect(s3.objects.get(`my-bucket/${KEY}`)).toMatchObject({ contentType: 'application/gzip' });
  });

  it.each([false, true])(
    'without its expired events does not replace the object that may have them, manual: %o',
    async (mayReplace) => {
      await start();
      const writer = batchWriter(open, present);
      await writer.write(batch, here({}), ONCE, never);
      const before = s3.objects.get(`my-bucket/${KEY}`);
      const settle: WriteOptions['settle'] = async (_place, storedAs) => ({
        storedAs,
        mayHaveExpiredEvents: true,
      });
      const incomplete = { ...batch, events: batch.events.slice(1) };
      const result = await writer.write(incomplete, here({}), { mayReplace, settle }, never);
      expect(result).toMatchObject({
        kind: 'rejected',
        code: 'event_expired',
        message: expect.stringContaining('change config.prefix'),
      });
      expect(s3.objects.get(`my-bucket/${KEY}`)).toEqual(before);
    },
  );

  it('without a valid key is rejected', async () => {
    await start();
    const result = await write({ key_template: 'batch.none' });
    expect(result).toMatchObject({ kind: 'retry', code: 'key_template' });
    expect(s3.objects.size).toBe(0);
  });
});
