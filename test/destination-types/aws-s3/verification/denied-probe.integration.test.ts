import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DestinationTarget } from '../../../../lambdas/destination-types/destination-type.ts';
import { answers, type Reply, startWire, type Wire } from '../../../platform/aws/calls/wire.ts';
import { aPlace, awsAt } from '../builders.ts';
import { type SmallSts, startSmallSts } from '../small-sts.ts';
import { badDigest, refusal, verifyChecked } from './verify-checked.ts';

const now = () => new Date();
const head = answers(403, '', { 'x-amz-bucket-region': 'us-east-1' });
const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab';
const roleArn = 'arn:aws:iam::111122223333:role/waybill';
const withRole = aPlace(
  { role_arn: roleArn, prefix: 'events/' },
  { credentials: {}, external_id: 'waybill-1' },
);
const withKeys = aPlace();

/** S3's message of a denied request of the role's session. */
const denial = (action: string, resource: string, reason: string) =>
  `User: arn:aws:sts::111122223333:assumed-role/waybill/waybill-des_1 is not authorized to perform: ${action} on resource: ${resource} ${reason}`;
const deniedPut = (reason: string) =>
  refusal(403, 'AccessDenied', denial('s3:PutObject', '"arn:aws:s3:::my-bucket/k"', reason));
const deniedKey = (reason: string) =>
  refusal(403, 'AccessDenied', denial('kms:GenerateDataKey', kmsKey, reason));

let put: (headers: Readonly<Record<string, unknown>>) => Reply;
let s3: Wire;
let sts: SmallSts;
beforeEach(async () => {
  sts = await startSmallSts(now);
  s3 = await startWire((response, sent) =>
    (sent.method === 'HEAD' ? head : put(sent.headers))(response, sent),
  );
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
});
afterEach(() => {
  vi.unstubAllEnvs();
  s3.stop();
  sts.stop();
});

const verify = (place: DestinationTarget) =>
  verifyChecked(place, awsAt(now, { AWS_ENDPOINT_URL_STS: sts.wire.url }));
const puts = () => s3.sent.filter(({ method }) => method === 'PUT');

describe('a probe that is denied for the owner alone', () => {
  const ofOwner: typeof put = (headers) =>
    headers['x-amz-expected-bucket-owner'] ? refusal(403, 'AccessDenied') : badDigest;

  it.each([
    ['the account of the role', withRole],
    [
      'the account of the config',
      aPlace({ ...withKeys.config, expected_bucket_owner: '111122223333' }),
    ],
  ])('fails the owner, which is %s', async (_, place) => {
    put = ofOwner;
    const { result, last, statusOf } = await verify(place);
    expect(result).toEqual({
      kind: 'rejected',
      code: 'bucket_owner_mismatch',
      message: 'The bucket does not belong to the account 111122223333.',
    });
    expect(last).toMatchObject({
      name: 'owner',
      status: 'failed',
      fix: { where: 'config', text: expect.stringContaining('config.expected_bucket_owner') },
    });
    expect(statusOf('permission')).toBe('passed');
    const owners = puts().map(({ headers }) => headers['x-amz-expected-bucket-owner']);
    expect(owners).toEqual(['111122223333', undefined]);
  });

  it('still proves the role', async () => {
    put = ofOwner;
    expect((await verify(withRole)).access).toBe('proven');
  });

  it.each([
    ['is denied as well', refusal(403, 'AccessDenied')],
    ['meets a failing store', refusal(503, 'SlowDown')],
  ])('fails the permission if the second probe %s', async (_, second) => {
    put = (headers) =>
      headers['x-amz-expected-bucket-owner'] ? refusal(403, 'AccessDenied') : second;
    const { last } = await verify(withRole);
    expect(last).toMatchObject({
      name: 'permission',
      code: 'AccessDenied',
      fix: { where: 'permission_policy' },
    });
  });

  it('fails the step permission without a second probe when no owner is expected', async () => {
    put = () => refusal(403, 'AccessDenied');
    expect((await verify(withKeys)).last).toMatchObject({ name: 'permission' });
    expect(puts()).toHaveLength(1);
  });
});

describe('a probe that is denied the KMS key', () => {
  it.each([
    ['because no identity-based policy allows the kms:GenerateDataKey action', 'permission_policy'],
    ['because no resource-based policy allows the kms:GenerateDataKey action', 'kms_key_policy'],
    ['with an explicit deny in a service control policy', 'account'],
  ])('%s fails the encryption, with a fix in: %s', async (reason, where) => {
    put = () => deniedKey(reason);
    const { last, statusOf } = await verify(withRole);
    expect(last).toMatchObject({ name: 'encryption', code: 'AccessDenied', fix: { where } });
    expect([statusOf('permission'), statusOf('owner')]).toEqual(['passed', 'passed']);
    expect(puts()).toHaveLength(1);
  });

  it('of another account names the key policy', async () => {
    const reason =
      'because the resource does not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly denies access';
    const key = kmsKey.replace('111122223333', '444455556666');
    put = () => refusal(403, 'AccessDenied', denial('kms:GenerateDataKey', key, reason));
    expect((await verify(withRole)).last).toMatchObject({
      name: 'encryption',
      fix: {
        where: 'kms_key_policy',
        statement: { Principal: { AWS: roleArn }, Action: 'kms:GenerateDataKey', Resource: '*' },
      },
    });
  });

  it('has the permission to use the key as its fix', async () => {
    put = () => deniedKey('because no identity-based policy allows the kms:GenerateDataKey action');
    expect((await verify(withRole)).last?.fix?.statement).toEqual({
      Effect: 'Allow',
      Action: 'kms:GenerateDataKey',
      Resource: kmsKey,
      Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
    });
  });

  it('of the config has that key as its fix, even if the message does not name it', async () => {
    const config = { ...withRole.config, sse: 'aws:kms', kms_key_id: kmsKey };
    const reason = 'because no identity-based policy allows the kms:GenerateDataKey action';
    const message = denial('kms:GenerateDataKey', 'x', reason).replace(': x', '');
    put = () => refusal(403, 'AccessDenied', message);
    const place = { ...withRole, config };
    expect((await verify(place)).last?.fix?.statement).toMatchObject({ Resource: kmsKey });
    put = () => refusal(400, 'KMS.DisabledException');
    expect((await verify(place)).last?.fix?.text).toContain('config.kms_key_id');
  });

  it.each(['KMS.DisabledException', 'KMS.NotFoundException', 'KMS.KMSInvalidStateException'])(
    'with %s fails the encryption, and the account must change',
    async (code) => {
      put = () => refusal(400, code);
      const { last } = await verify(withKeys);
      expect(last).toMatchObject({ name: 'encryption', code, fix: { where: 'account' } });
    },
  );

  it('is repeated when KMS throttles', async () => {
    put = () => refusal(400, 'KMS.ThrottlingException');
    expect((await verify(withKeys)).result.kind).toBe('retry');
  });

  it('leaves the encryption unknown when S3 answers before it uses the key', async () => {
    put = () => badDigest;
    expect((await verify(withRole)).statusOf('encryption')).toBe('unknown');
  });
});

describe('a probe that is denied by our session policy', () => {
  it.each([
    ['the put', deniedPut('because no session policy allows the s3:PutObject action')],
    ['the put explicitly', deniedPut('with an explicit deny in a session policy')],
    ['the key', deniedKey('because no session policy allows the kms:GenerateDataKey action')],
  ])('%s is repeated, and no fix is shown', async (_, reply) => {
    put = () => reply;
    const { result, last } = await verify(withRole);
    expect(result).toMatchObject({
      kind: 'retry',
      code: 'session_policy',
      message: expect.stringContaining('contact the operator'),
    });
    expect(last?.fix).toBeUndefined();
    expect(puts()).toHaveLength(1);
  });

  it('shows the customer a fix when an access key is used', async () => {
    put = () => deniedPut('because no session policy allows the s3:PutObject action');
    expect((await verify(withKeys)).last).toMatchObject({
      name: 'permission',
      code: 'AccessDenied',
      fix: { where: 'permission_policy' },
    });
  });
});
