import { afterEach, describe, expect, it } from 'vitest';
import { objectWriter } from '../../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { type StrictS3, type StrictS3Options, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present } from '../builders.ts';
import { verifyChecked } from './verify-checked.ts';

let s3: StrictS3;
afterEach(() => s3.stop());

/** A store that stores a probe, because it does not compare Content-MD5. */
const start = async (options: Partial<StrictS3Options> = {}) => {
  s3 = await startStrictS3({ accessKeys: [accessKey], ignoresMd5: true, ...options });
  return (config = {}) => aPlace({ endpoint: s3.url, ...config });
};

describe('a verification of a store that ignores Content-MD5', () => {
  it.each([
    ["'latest.json'"],
    ["join('', ['by-topic/', metadata.topic])"],
    ["join('', [metadata.topic, '/', time.date])"],
    [`join('', ['short/', metadata."event-id"[:3]])`],
    [`join('', ['typed/', type(metadata."event-id")])`],
    ["'waybill-verification'"],
    ["'waybill.verification'"],
  ])('leaves the object of a delivery under %s as it is', async (key_template) => {
    const place = (await start())({ key_template });
    await objectWriter(open, present).write(anEvent(), place, AbortSignal.timeout(5_000));
    const before = [...s3.objects];
    expect(before).toHaveLength(1);
    expect((await verifyChecked(place)).result).toMatchObject({ kind: 'delivered' });
    expect([...s3.objects]).toEqual(before);
    expect(s3.requests.map(({ method }) => method)).toEqual(['PUT', 'PUT', 'DELETE']);
  });

  it.each([
    ['without versioning', {}],
    ['with versioning', { versioning: 'enabled' }],
    ['with suspended versioning', { versioning: 'suspended' }],
    [
      'with suspended versioning and hidden versions',
      { versioning: 'suspended', hidesVersions: true },
    ],
  ] as const)('leaves no object, version or delete marker in a bucket %s', async (_, options) => {
    const place = (await start(options))();
    expect((await verifyChecked(place)).result).toMatchObject({ kind: 'delivered' });
    expect(s3.requests.some(({ method }) => method === 'DELETE')).toBe(true);
    expect([...s3.objects]).toEqual([]);
    expect(s3.versions).toEqual([]);
  });

  it.each(['enabled', 'suspended'] as const)(
    'leaves the versions of other objects as they are, with versioning %s',
    async (versioning) => {
      const place = (await start({ versioning }))({ key_template: "'latest.json'" });
      await objectWriter(open, present).write(anEvent(), place, AbortSignal.timeout(5_000));
      const before = [...s3.versions];
      await verifyChecked(place);
      expect(s3.versions).toEqual(before);
    },
  );
});

describe('a verification of a bucket with Object Lock', () => {
  it('passes, because the probe has a digest', async () => {
    const place = (await start({ ignoresMd5: false, locksObjects: true }))();
    const { result, statusOf } = await verifyChecked(place);
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(statusOf('object_lock')).toBe('passed');
    expect([...s3.objects]).toEqual([]);
  });

  it('fails its step at a store that wants another digest', async () => {
    const place = (await start({ locksObjects: true }))();
    s3.answerNext((response) =>
      response
        .writeHead(400)
        .end(
          '<Error><Code>InvalidRequest</Code><Message>x-amz-checksum- is required for Put Object requests with Object Lock parameters</Message></Error>',
        ),
    );
    const { last } = await verifyChecked(place);
    expect(last).toMatchObject({
      name: 'object_lock',
      status: 'failed',
      code: 'InvalidRequest',
      fix: { where: 'config' },
    });
  });
});
