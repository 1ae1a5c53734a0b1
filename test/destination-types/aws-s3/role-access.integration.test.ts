import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type {
  DestinationTarget,
  Verifier,
  Writer,
} from '../../../lambdas/destination-types/destination-type.ts';
import { answers, startWire, type Wire } from '../../platform/aws/calls/wire.ts';
import { anEvent, aPlace, awsAt, open } from './builders.ts';
import { type SmallSts, startSmallSts } from './small-sts.ts';

/** The clock of the test server, so that no clock is corrected. */
const START = Date.now();
const never = new AbortController().signal;
const place: DestinationTarget = aPlace(
  { role_arn: 'arn:aws:iam::111122223333:role/waybill', prefix: 'events/' },
  { credentials: {}, external_id: 'waybill-1' },
);
const refusal = (code: string, message = 'Refused.') =>
  answers(403, `<Error><Code>${code}</Code><Message>${message}</Message></Error>`);

let time: number;
let sts: SmallSts;
let s3: Wire;
let writer: Writer;
let verifier: Verifier;
beforeEach(async () => {
  time = START;
  const now = () => new Date(time);
  sts = await startSmallSts(now);
  s3 = await startWire(answers(200, '', { etag: '"e"' }));
  vi.stubEnv('AWS_ENDPOINT_URL_S3', s3.url);
  const aws = awsAt(now, { AWS_ENDPOINT_URL_STS: sts.wire.url });
  const unhurried = { ...aws, clock: { ...aws.clock, sleep: async () => {} } };
  writer = objectWriter(open, unhurried);
  verifier = objectVerifier(open, unhurried);
});
afterEach(() => {
  vi.unstubAllEnvs();
  sts.stop();
  s3.stop();
});

const write = () => writer.write(anEvent(), place, never);
const tokens = () => s3.sent.map(({ headers }) => headers['x-amz-security-token']);
const rolesAssumed = () =>
  sts.calls.filter(({ input }) => input.RoleArn === place.config.role_arn).length;

describe('a delivery to a destination with a role', () => {
  it('is signed with a session of the role, for the owner of the bucket', async () => {
    expect(await write()).toMatchObject({ kind: 'delivered' });
    expect(s3.sent[0]).toMatchObject({
      method: 'PUT',
      url: '/my-bucket/events/1704164645_evt_1.json?x-id=PutObject',
      headers: {
        authorization: expect.stringContaining('Credential=ASIAROLE2/'),
        'x-amz-security-token': 'token-of-ASIAROLE2',
        'x-amz-expected-bucket-owner': '111122223333',
      },
    });
  });

  it('shares the session with 50 concurrent deliveries', async () => {
    const results = await Promise.all(Array.from({ length: 50 }, write));
    expect(new Set(results.map(({ kind }) => kind))).toEqual(new Set(['delivered']));
    expect(sts.calls).toHaveLength(2);
    expect(new Set(tokens()).size).toBe(1);
  });

  it('uses a new session before the present one expires', async () => {
    await write();
    time = START + 56 * 60_000;
    expect(await write()).toMatchObject({ kind: 'delivered' });
    await vi.waitFor(() => expect(rolesAssumed()).toBe(2));
    await vi.waitFor(async () => {
      await write();
      expect(new Set(tokens()).size).toBe(2);
    });
  });

  it.each(['ExpiredToken', 'InvalidToken', 'TokenRefreshRequired', 'InvalidAccessKeyId'])(
    'assumes the role again, once, when S3 rejects the session with %s',
    async (code) => {
      s3.replyNext(refusal(code));
      expect(await write()).toMatchObject({ kind: 'delivered' });
      expect(new Set(tokens()).size).toBe(2);
      s3.replyNext(refusal(code), refusal(code));
      expect(await write()).toMatchObject({ kind: 'rejected', code });
      expect(s3.sent).toHaveLength(4);
    },
  );

  it('assumes the role again when S3 denies a session that is older than a minute', async () => {
    s3.replyNext(refusal('AccessDenied'));
    expect(await write()).toMatchObject({ kind: 'rejected', code: 'AccessDenied' });
    expect(rolesAssumed()).toBe(1);
    time += 61_000;
    s3.replyNext(refusal('AccessDenied'));
    expect(await write()).toMatchObject({ kind: 'delivered' });
    expect(rolesAssumed()).toBe(2);
  });

  it('is rejected when the customer has deleted the role', async () => {
    sts.decide = () => 'AccessDenied';
    expect(await write()).toEqual({
      kind: 'rejected',
      code: 'STS.AccessDenied',
      message:
        'The role arn:aws:iam::111122223333:role/waybill does not exist, or its trust policy does not allow Waybill to assume it.',
    });
    expect(s3.sent).toEqual([]);
  });

  it('is retried when STS throttles', async () => {
    sts.decide = () => 'Throttling';
    expect(await write()).toMatchObject({ kind: 'retry', code: 'STS.Throttling' });
  });

  it('removes the secrets of the session from a message of the store', async () => {
    s3.replyNext(
      refusal('SignatureDoesNotMatch', 'ASIAROLE2 secret-of-ASIAROLE2 token-of-ASIAROLE2'),
    );
    expect(await write()).toMatchObject({ message: '[hidden] [hidden] [hidden]' });
  });

  it('removes the secrets of a session that another delivery has replaced in the meantime', async () => {
    await write();
    let answer = () => {};
    s3.replyNext((...request) => {
      answer = () => refusal('SignatureDoesNotMatch', 'secret-of-ASIAROLE2')(...request);
    });
    const first = write();
    await vi.waitFor(() => expect(s3.sent).toHaveLength(2));
    s3.replyNext(refusal('ExpiredToken'));
    expect(await write()).toMatchObject({ kind: 'delivered' });
    answer();
    expect(await first).toMatchObject({ code: 'SignatureDoesNotMatch', message: '[hidden]' });
  });
});

const verify = () => verifier.verify(place, never);
const statusOf = (steps: readonly { name: string; status: string }[], name: string) =>
  steps.find((step) => step.name === name)?.status;

describe('a verification of a role', () => {
  it('proves that the role demands the external id, and then that it may write', async () => {
    s3.replyNext(refusal('AccessDenied'), refusal('BadDigest')); // the bucket and the probe
    const { result, steps, access } = await verify();
    expect(result).toMatchObject({ kind: 'delivered' });
    expect(access).toBe('proven');
    expect(statusOf(steps, 'assume_role')).toBe('passed');
    expect(statusOf(steps, 'external_id')).toBe('passed');
    expect(statusOf(steps, 'permission')).toBe('passed');
    expect(rolesAssumed()).toBe(3);
  });

  it('asks STS again although there is a session', async () => {
    await write();
    sts.decide = () => 'AccessDenied';
    const { result, steps, access, mayBeEarly } = await verify();
    expect(result).toMatchObject({ kind: 'rejected', code: 'STS.AccessDenied' });
    expect(steps.at(-1)).toMatchObject({ name: 'assume_role', status: 'failed' });
    expect(access).toBeUndefined();
    expect(mayBeEarly).toBe(true);
  });

  it('rejects a role without the condition, and sends nothing to the store', async () => {
    sts.decide = () => 'granted';
    const { result, steps, access } = await verify();
    expect(result).toEqual({
      kind: 'rejected',
      code: 'external_id_not_enforced',
      message:
        "The role can be assumed without the tenant's external id: add the condition on sts:ExternalId to its trust policy.",
    });
    expect(access).toBe('refused');
    expect(steps.slice(-2)).toMatchObject([
      { name: 'assume_role', status: 'passed' },
      { name: 'external_id', status: 'failed', code: 'external_id_not_enforced' },
    ]);
    expect(s3.sent.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('is undecided while STS fails', async () => {
    sts.decide = ({ input }) => (input.ExternalId === 'waybill-1' ? 'granted' : 'InternalFailure');
    const { result, steps, access } = await verify();
    expect(result).toMatchObject({ kind: 'retry', code: 'STS.Unavailable' });
    expect(access).toBeUndefined();
    expect(statusOf(steps, 'external_id')).toBe('unknown');
  });

  it('stores the proof of the role even if it may not write', async () => {
    const denied = refusal('AccessDenied');
    s3.replyNext(denied, denied, denied); // the bucket, the probe, and the probe without the owner
    const { result, access } = await verify();
    expect(result).toMatchObject({ kind: 'rejected', code: 'AccessDenied' });
    expect(access).toBe('proven');
  });
});
