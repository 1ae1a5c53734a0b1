import { startFauxqs } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { objectWriter } from '../../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { DestinationTarget } from '../../../../lambdas/destination-types/destination-type.ts';
import { hangs, page, refuses } from '../../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, awsAt, open } from '../builders.ts';

const writeOnly = {
  key: 'AKIAWRITEONLY',
  secret: 'write-only-secret',
  may: (action: string, key: string) => action === 'PutObject' && key.startsWith('events/'),
};
const credentials = { key: writeOnly.key, secret: writeOnly.secret };
const now = () => new Date('2024-01-02T03:04:05Z');

let s3: StrictS3;
beforeEach(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey, writeOnly], now });
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await s3.stop();
});

const verify = async (place: DestinationTarget, signal = AbortSignal.timeout(5_000)) =>
  (await objectVerifier(open, awsAt(now)).verify(place, signal)).result;
const here = (config = {}): DestinationTarget => aPlace({ endpoint: s3.url, ...config });
const probedKeys = () => s3.requests.map(({ path }) => decodeURIComponent(path));

describe('a verification', () => {
  it('puts a sample event with a wrong Content-MD5 and leaves no object behind', async () => {
    expect(await verify(here())).toEqual({
      kind: 'delivered',
      code: 'OK',
      response: { bucket: 'my-bucket', key: '1704164645_waybill-verification.json' },
    });
    expect(s3.requests.map(({ method }) => method)).toEqual(['PUT']);
    expect(s3.objects.size).toBe(0);
  });

  it.each([
    ['a custom endpoint', () => here(), 'content-md5'],
    ['AWS', () => aPlace(), 'x-amz-checksum-sha256'],
  ])('of %s sends the headers of a delivery, except for a wrong digest', async (_, to, digest) => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    const place = { ...to(), delivery_metadata: { team: 'billing' } };
    expect(await verify(place)).toMatchObject({ kind: 'delivered' });
    expect(s3.objects.size).toBe(0);
    await objectWriter(open, awsAt(now)).write(anEvent(), place, AbortSignal.timeout(5_000));
    const puts = s3.requests.filter(({ method }) => method === 'PUT');
    const [probe, delivery] = puts.map(({ headers }) => headers);
    expect([...(probe?.keys() ?? [])].sort()).toEqual([...(delivery?.keys() ?? [])].sort());
    expect(probe?.get('x-amz-meta-team')).toBe('billing');
    expect(probe?.get(digest)).not.toBe(delivery?.get(digest));
    const names = [...(probe?.keys() ?? [])];
    expect(names.filter((name) => /md5|checksum/.test(name))).toEqual([digest]);
  });

  it('of a bucket with default retention succeeds', async () => {
    const locked = await startStrictS3({ accessKeys: [accessKey], locksObjects: true, now });
    expect(await verify(aPlace({ endpoint: locked.url }))).toMatchObject({ kind: 'delivered' });
    vi.stubEnv('AWS_ENDPOINT_URL_S3', locked.url);
    expect(await verify(aPlace())).toMatchObject({ kind: 'delivered' });
    await locked.stop();
  });

  it('needs only the permission to put objects below the prefix of the events', async () => {
    const key_template = `join('', ['events/', metadata."event-id"])`;
    const place = { ...here({ key_template }), credentials };
    expect(await verify(place)).toMatchObject({ kind: 'delivered' });
  });

  it('names the rejected key', async () => {
    expect(await verify({ ...here(), credentials })).toEqual({
      kind: 'rejected',
      code: 'AccessDenied',
      message: 'Access Denied (key: 1704164645_waybill-verification.json)',
    });
  });

  it.each([
    ["join('', ['a/', metadata.topic])", '/my-bucket/a/waybill.verification'],
    ["join('', ['a/', data.user])", '/my-bucket/waybill-verification'], // needs more than a sample has
    ["'latest.json'", '/my-bucket/latest.json.waybill-verification'], // may be taken
  ])('with the template %s writes to the key %s', async (key_template, path) => {
    await verify(here({ key_template }));
    expect(probedKeys()).toEqual([path]);
  });

  it('of AWS uses the exact key, as S3 rejects the digest before it overwrites an object', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
    await verify(aPlace({ key_template: "'latest.json'" }));
    expect(probedKeys()).toEqual(['/my-bucket', '/my-bucket/latest.json']);
  });

  it('uses the storage class of the destination', async () => {
    await verify(here({ storage_class: 'GLACIER_IR' }));
    expect(s3.requests[0]?.headers.get('x-amz-storage-class')).toBe('GLACIER_IR');
  });

  it.each([
    ['InvalidDigest', 'The Content-MD5 you specified is not valid.'],
    ['XAmzContentChecksumMismatch', "The provided 'x-amz-checksum' header does not match."], // MinIO
    ['BadRequest', 'Content-MD5 does not match object md5'], // S3Mock
    ['InvalidRequest', 'Unable to validate content-md5'], // Garage before 1.1
  ])('succeeds with a store that reports the wrong digest with %s: %s', async (code, message) => {
    s3.answerNext(refuses(400, code, message));
    expect(await verify(here())).toMatchObject({ kind: 'delivered' });
  });

  it.each([
    [
      'InvalidRequest',
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests',
    ],
    ['BadRequest', 'Missing required header for this request: Content-MD5'],
    ['BadRequest', 'The Content-MD5 header is not supported.'],
    ['BadRequest', 'An error occurred when parsing the HTTP request.'],
  ])('fails with a store that answers %s: %s', async (code, message) => {
    s3.answerNext(refuses(400, code, message));
    expect(await verify(here())).toEqual({ kind: 'rejected', code, message });
  });

  it('removes the object when a store has stored it', async () => {
    s3.answerNext((response) => response.setHeader('etag', '"x"').end());
    expect(await verify(here())).toMatchObject({ kind: 'delivered' });
    expect(s3.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /my-bucket/1704164645_waybill-verification.json',
      'DELETE /my-bucket/1704164645_waybill-verification.json',
    ]);
  });

  it('fails with a store that saves an empty object, and removes it', async () => {
    s3.answerNext((response) =>
      response.setHeader('etag', '"d41d8cd98f00b204e9800998ecf8427e"').end(),
    );
    expect(await verify(here())).toMatchObject({ kind: 'rejected', code: 'empty_object' });
    expect(s3.requests.map(({ method }) => method)).toEqual(['PUT', 'DELETE']);
  });

  it('fails with a store that returns an error with status 200', async () => {
    s3.answerNext(refuses(200, 'AccessDenied', 'No.'));
    expect(await verify(here())).toMatchObject({ kind: 'rejected', code: 'AccessDenied' });
  });

  it('succeeds even without permission to remove the object', async () => {
    s3.answerNext((response) => response.setHeader('etag', '"x"').end());
    s3.answerNext(refuses(403, 'AccessDenied'));
    expect(await verify(here())).toMatchObject({ kind: 'delivered' });
  });

  it.each([
    [{ bucket: 'other-bucket' }, accessKey, 'NoSuchBucket'],
    [{ region: 'eu-central-1' }, accessKey, 'AuthorizationHeaderMalformed'],
    [{}, { ...accessKey, key: 'AKIAUNKNOWN' }, 'InvalidAccessKeyId'],
    [{}, { ...accessKey, secret: 'wrong' }, 'SignatureDoesNotMatch'],
  ])('of %j with %j fails with %s', async (config, wrong, code) => {
    const place = { ...here(config), credentials: wrong };
    expect(await verify(place)).toMatchObject({ kind: 'rejected', code });
  });

  it('is retryable when the store has a temporary problem', async () => {
    s3.answerNext(refuses(503, 'SlowDown'));
    expect(await verify(here())).toMatchObject({ kind: 'retry', code: 'SlowDown' });
    s3.answerNext(page(200, '<html>Sorry</html>'));
    expect(await verify(here())).toMatchObject({ kind: 'retry', code: 'http_200' });
    s3.answerNext(hangs);
    expect(await verify(here(), AbortSignal.timeout(50))).toMatchObject({ code: 'timeout' });
  });

  it('of a store that validates nothing succeeds and leaves nothing behind', async () => {
    const fauxqs = await startFauxqs({ port: 0, logger: false, messageSpies: true });
    fauxqs.createBucket('my-bucket');
    const result = await verify(aPlace({ endpoint: `http://127.0.0.1:${fauxqs.port}` }));
    const seen = fauxqs.spy
      .getAllMessages()
      .map((message) => message.service === 's3' && message.status);
    await fauxqs.stop();
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(seen.sort()).toEqual(['deleted', 'uploaded']);
  });
});
