import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import {
  answers,
  type Reply,
  resets,
  startWire,
  type Wire,
} from '../../../platform/aws/calls/wire.ts';
import { aPlace, awsAt, patient } from '../builders.ts';
import { startSmallSts } from '../small-sts.ts';
import { badDigest, refusal, verifyChecked } from './verify-checked.ts';

let head: Reply;
let put: Reply;
let s3: Wire;
beforeEach(async () => {
  put = badDigest;
  s3 = await startWire((response, sent) => (sent.method === 'HEAD' ? head : put)(response, sent));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
});
afterEach(() => {
  vi.unstubAllEnvs();
  s3.stop();
});

const inRegion = (status: number, region: string) =>
  answers(status, '', { 'x-amz-bucket-region': region });
const verify = (config: Settings = {}, limits = patient) =>
  verifyChecked(aPlace(config), undefined, limits);

describe('the HEAD of a bucket', () => {
  it('is sent without a signature', async () => {
    head = inRegion(403, 'us-east-1');
    await verify();
    const [{ method, url, headers } = {}] = s3.sent;
    expect({ method, url }).toEqual({ method: 'HEAD', url: '/my-bucket' });
    const names = Object.keys(headers ?? {});
    expect(names.filter((name) => /^authorization$|^x-amz-/.test(name))).toEqual([]);
  });

  it.each([
    [301, 'PermanentRedirect', 301],
    [403, 'AuthorizationHeaderMalformed', 400],
    [403, 'AccessDenied', 403],
    [200, 'InvalidAccessKeyId', 403],
  ])(
    'that answers %i from another region names it when the put gets %s',
    async (status, code, its) => {
      head = inRegion(status, 'eu-west-1');
      put = answers(its, `<Error><Code>${code}</Code><Message>No.</Message></Error>`, {
        'x-amz-bucket-region': 'eu-west-1',
      });
      const { result, last, statusOf } = await verify();
      expect(result).toMatchObject({
        kind: 'rejected',
        message: expect.stringContaining('eu-west-1'),
      });
      expect(last).toMatchObject({
        name: 'region',
        status: 'failed',
        fix: { where: 'config', text: 'Set config.region to eu-west-1.' },
      });
      expect(statusOf('reach')).toBe('passed');
    },
  );

  it.each([
    ['NoSuchBucket', 404],
    ['AccessDenied', 403],
    ['InvalidAccessKeyId', 403],
  ])('that answers 404 fails the bucket when the put gets %s', async (code, status) => {
    head = answers(404, '');
    put = refusal(status, code);
    const { result, last } = await verify();
    expect(result).toMatchObject({ kind: 'rejected', code: 'NoSuchBucket' });
    expect(last).toMatchObject({ name: 'bucket', status: 'failed', fix: { where: 'config' } });
  });

  const hangs: Reply = () => {};
  const odd: [string, Reply][] = [
    ['hangs', hangs],
    ['is reset', resets],
    ['gets a 503', answers(503, '')],
    ['gets a 403 without the region', answers(403, '')],
    ['gets a 403 with a region that is none', inRegion(403, 'in <b>Europe</b>')],
    ['gets a 404 that the put disproves', answers(404, '')],
    ['gets another region that the put disproves', inRegion(301, 'eu-west-1')],
    ['gets an HTML page', answers(200, '', { 'content-type': 'text/html' })],
  ];

  it.each(odd)('that %s does not fail a verification', async (_, reply) => {
    head = reply;
    const { result, statusOf } = await verify({}, { ...patient, response: 1_000 });
    expect(result).toMatchObject({ kind: 'delivered', code: 'OK' });
    expect([statusOf('region'), statusOf('bucket')]).toEqual(['passed', 'passed']);
  });

  it.each(odd.slice(0, 5))(
    'that %s does not decide the verification: the put does',
    async (_, reply) => {
      head = reply;
      const limits = { ...patient, response: 1_000 };
      put = refusal(403, 'InvalidAccessKeyId');
      const early = await verify({}, limits);
      expect(early.last).toMatchObject({ name: 'credentials', code: 'InvalidAccessKeyId' });
      expect([early.statusOf('region'), early.statusOf('bucket')]).toEqual(['unknown', 'unknown']);
      put = refusal(403, 'AccessDenied');
      const late = await verify({}, limits);
      expect(late.last).toMatchObject({ name: 'permission', code: 'AccessDenied' });
      expect([late.statusOf('region'), late.statusOf('bucket')]).toEqual(['passed', 'passed']);
      put = refusal(404, 'NoSuchBucket');
      expect((await verify({}, limits)).last).toMatchObject({
        name: 'bucket',
        code: 'NoSuchBucket',
      });
    },
  );

  it('is not sent to a custom endpoint', async () => {
    await verify({ endpoint: s3.url });
    expect(s3.sent.map(({ method }) => method)).toEqual(['PUT']);
  });

  it('of another region makes the result final, even if the role may be too new', async () => {
    const sts = await startSmallSts(() => new Date());
    sts.decide = () => 'AccessDenied';
    head = inRegion(301, 'eu-west-1');
    const role_arn = 'arn:aws:iam::111122223333:role/waybill';
    const place = aPlace({ role_arn }, { credentials: {}, external_id: 'waybill-1' });
    const aws = awsAt(() => new Date(), { AWS_ENDPOINT_URL_STS: sts.wire.url });
    const { result, mayBeEarly } = await verifyChecked(place, aws).finally(() => sts.stop());
    expect(result).toMatchObject({ kind: 'rejected', code: 'PermanentRedirect' });
    expect(mayBeEarly).toBeFalsy();
  });
});
