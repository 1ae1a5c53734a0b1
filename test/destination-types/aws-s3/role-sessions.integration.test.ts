import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import {
  RoleSessions,
  type RoleTarget,
} from '../../../lambdas/destination-types/aws-s3/role-sessions.sts.ts';
import { logger } from '../../../lambdas/platform/aws/logger.ts';
import { ACCESS_ROLE_ARN } from '../../support/builders.ts';
import { awsAt } from './builders.ts';
import { demanding, type SmallSts, startSmallSts } from './small-sts.ts';

/** The clock of the test server, so that no clock is corrected. */
const START = Date.now();
const never = new AbortController().signal;
const target: RoleTarget = {
  id: 'des_1',
  config: {
    bucket: 'my-bucket',
    region: 'eu-west-1',
    prefix: 'events/',
    role_arn: 'arn:aws:iam::111122223333:role/waybill',
  },
  external_id: 'waybill-1',
};

let time: number;
let sts: SmallSts;
let roles: RoleSessions;
beforeEach(async () => {
  time = START;
  const now = () => new Date(time);
  sts = await startSmallSts(now);
  const aws = awsAt(now, { AWS_ENDPOINT_URL_STS: sts.wire.url });
  roles = new RoleSessions(
    { ...aws, clock: { ...aws.clock, sleep: async () => {} } },
    ACCESS_ROLE_ARN,
  );
});
afterEach(() => sts.stop());

/** A denial in the words of STS. */
const denied = (reason: string) =>
  `User: arn:aws:sts::000000000000:assumed-role/access/waybill is not authorized to perform: sts:AssumeRole ${reason}`;

const inputs = () => sts.calls.map(({ input }) => input);
const ofCustomer = () => inputs().filter(({ RoleArn }) => RoleArn === target.config.role_arn);

describe('a session of a role', () => {
  it('is granted to the access role, which the function assumes first', async () => {
    const { credentials } = await roles.sessionFor(target, never);
    expect(sts.calls).toMatchObject([
      {
        caller: 'AKIDEXAMPLE',
        input: {
          Action: 'AssumeRole',
          RoleArn: ACCESS_ROLE_ARN,
          RoleSessionName: 'waybill',
          DurationSeconds: '3600',
        },
      },
      {
        caller: 'ASIAACCESS1',
        token: 'token-of-ASIAACCESS1',
        input: {
          RoleArn: 'arn:aws:iam::111122223333:role/waybill',
          RoleSessionName: 'waybill-des_1',
          ExternalId: 'waybill-1',
          DurationSeconds: '3600',
        },
      },
    ]);
    expect(credentials).toMatchObject({
      accessKeyId: 'ASIAROLE2',
      secretAccessKey: 'secret-of-ASIAROLE2',
      sessionToken: 'token-of-ASIAROLE2',
    });
  });

  it.each([
    [{}, 'arn:aws:s3:::my-bucket/events/*'],
    [{ prefix: '' }, 'arn:aws:s3:::my-bucket/*'],
    [
      { bucket: 'arn:aws:s3:eu-west-1:111122223333:accesspoint/orders' },
      'arn:aws:s3:eu-west-1:111122223333:accesspoint/orders/object/events/*',
    ],
    [
      { bucket: 'arn:aws:s3:eu-west-1:111122223333:accesspoint:orders' },
      'arn:aws:s3:eu-west-1:111122223333:accesspoint/orders/object/events/*',
    ],
    [
      { bucket: 'orders-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias' },
      'arn:aws:s3:eu-west-1:*:accesspoint/*/object/events/*',
    ],
  ])('may only put objects under the prefix, with %j', async (config, resource) => {
    await roles.sessionFor({ ...target, config: { ...target.config, ...config } }, never);
    expect(JSON.parse(ofCustomer()[0]?.Policy ?? '')).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Action: 's3:PutObject', Resource: resource },
        {
          Effect: 'Allow',
          Action: 'kms:GenerateDataKey',
          Resource: '*',
          Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
        },
      ],
    });
  });

  it('has a policy that STS accepts for the longest bucket and prefix', async () => {
    const config = { ...target.config, bucket: 'b'.repeat(255), prefix: 'p'.repeat(512) };
    await roles.sessionFor({ ...target, config }, never);
    expect(ofCustomer()[0]?.Policy?.length).toBeLessThanOrEqual(2_048);
  });

  it.each(['ä', 'x'.repeat(128), 'a/b c', '_'])('has a valid name for the id %s', async (id) => {
    await roles.sessionFor({ ...target, id }, never);
    expect(ofCustomer()[0]?.RoleSessionName).toMatch(/^[\w+=,.@-]{2,64}$/);
    expect(ofCustomer()[0]?.RoleSessionName).toMatch(/^waybill-/);
  });

  it('is shared by 50 deliveries, and by destinations that may do the same', async () => {
    await Promise.all(Array.from({ length: 50 }, () => roles.sessionFor(target, never)));
    await roles.sessionFor({ ...target, id: 'des_2' }, never);
    expect(inputs()).toHaveLength(2);
  });

  it.each<[string, Partial<RoleTarget>]>([
    ['external id', { external_id: 'waybill-2' }],
    ['prefix', { config: { ...target.config, prefix: 'other/' } }],
    ['bucket', { config: { ...target.config, bucket: 'other-bucket' } }],
    ['role', { config: { ...target.config, role_arn: 'arn:aws:iam::444455556666:role/w' } }],
  ])('is another one for another %s', async (_, other) => {
    sts.decide = () => 'granted';
    const first = await roles.sessionFor(target, never);
    const second = await roles.sessionFor({ ...target, ...other }, never);
    expect(second.credentials.accessKeyId).not.toBe(first.credentials.accessKeyId);
    expect(inputs()).toHaveLength(3);
  });

  it('is requested in the region of the bucket if the account has disabled that of the stage', async () => {
    sts.decide = () => (ofCustomer().length === 1 ? 'RegionDisabledException' : 'granted');
    await roles.sessionFor(target, never);
    expect(ofCustomer()).toHaveLength(2);
  });

  it.each([
    ['AccessDenied', 'rejected', 'STS.AccessDenied'],
    ['RegionDisabledException', 'rejected', 'STS.RegionDisabled'],
    ['Throttling', 'retry', 'STS.Throttling'],
    ['InternalFailure', 'retry', 'STS.Unavailable'],
  ])('that STS refuses with %s is %s with the code %s', async (answer, kind, code) => {
    sts.decide = () => answer;
    await expect(roles.sessionFor(target, never)).rejects.toMatchObject({
      name: 'RoleError',
      result: { kind, code },
    });
  });

  it.each([
    ['because no identity-based policy allows the sts:AssumeRole action', 'STS.NotPermitted'],
    ['with an explicit deny in an identity-based policy', 'STS.NotPermitted'],
    ['because no permissions boundary allows the sts:AssumeRole action', 'STS.NotPermitted'],
    ['with an explicit deny in a service control policy', 'STS.NotPermitted'],
    ['because no VPC endpoint policy allows the sts:AssumeRole action', 'STS.NotPermitted'],
    ['because no role trust policy allows the sts:AssumeRole action', 'STS.AccessDenied'],
    ['with an explicit deny in the role trust policy', 'STS.AccessDenied'],
    ['with an explicit deny in a resource control policy', 'STS.AccessDenied'],
    ['on resource: arn:aws:iam::111122223333:role/waybill', 'STS.AccessDenied'],
  ])('that STS denies %s has the code %s', async (reason, code) => {
    const warn = vi.spyOn(logger, 'warn').mockReturnValue();
    onTestFinished(() => warn.mockRestore());
    sts.decide = () => `AccessDenied: ${denied(reason)}`;
    const isOperators = code === 'STS.NotPermitted';
    await expect(roles.sessionFor(target, never)).rejects.toMatchObject({
      name: 'RoleError',
      message: expect.stringMatching(isOperators ? /operator of Waybill/ : /trust policy/),
      result: { kind: isOperators ? 'retry' : 'rejected', code },
    });
    expect(warn.mock.calls).toEqual(
      isOperators
        ? [
            [
              'access role may not assume a role',
              {
                access_role_arn: ACCESS_ROLE_ARN,
                role_arn: 'arn:aws:iam::111122223333:role/waybill',
                reason: denied(reason),
              },
            ],
          ]
        : [],
    );
  });

  it('is our error if the access role cannot be assumed, for any reason that STS gives', async () => {
    for (const answer of [
      'AccessDenied',
      `AccessDenied: ${denied('')}`,
      'RegionDisabledException',
    ]) {
      sts.access = answer;
      await expect(roles.sessionFor(target, never)).rejects.toMatchObject({
        name: 'Error',
        message: 'the access role cannot be assumed',
      });
    }
    expect(ofCustomer()).toEqual([]);
  });

  it.each(['MalformedPolicyDocument', 'PackedPolicyTooLarge', 'ValidationError'])(
    'that STS refuses with %s is our error',
    async (answer) => {
      sts.decide = () => answer;
      await expect(roles.sessionFor(target, never)).rejects.toMatchObject({ name: answer });
    },
  );

  it('is granted after the access role was created again', async () => {
    sts.decide = ({ caller }) => (caller === 'ASIAACCESS1' ? 'InvalidClientTokenId' : 'granted');
    await expect(roles.sessionFor(target, never)).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
    await expect(roles.sessionFor(target, never)).resolves.toMatchObject({
      credentials: { sessionToken: expect.stringContaining('ROLE') },
    });
  });

  it('is not awaited after the signal aborts, and is used by the next delivery', async () => {
    const call = Promise.withResolvers<void>();
    const grant = Promise.withResolvers<void>();
    sts.decide = async () => {
      call.resolve();
      await grant.promise;
      return 'granted';
    };
    const deadline = new AbortController();
    const first = roles.sessionFor(target, deadline.signal);
    await call.promise;
    deadline.abort();
    await expect(first).rejects.toMatchObject({
      result: { kind: 'retry', code: 'STS.Unavailable' },
    });
    const next = roles.sessionFor(target, never);
    grant.resolve();
    await next;
    expect(ofCustomer()).toHaveLength(1);
  });
});

describe('the external id', () => {
  const enforcement = () => roles.enforcement(target, 'waybill-wrong', never);

  it('is demanded if the role refuses to be assumed without it and with another', async () => {
    expect(await enforcement()).toBe('enforced');
    expect(ofCustomer().map(({ ExternalId }) => ExternalId)).toEqual(
      expect.arrayContaining([undefined, 'waybill-wrong']),
    );
    for (const { DurationSeconds, Policy = '' } of ofCustomer()) {
      expect(DurationSeconds).toBe('900');
      expect(JSON.parse(Policy).Statement).toEqual([
        { Effect: 'Deny', Action: '*', Resource: '*' },
      ]);
    }
  });

  it.each<[string, SmallSts['decide']]>([
    ['has no condition', () => 'granted'],
    ['has StringLike *', ({ input }) => (input.ExternalId ? 'granted' : 'AccessDenied')],
    ['has StringEqualsIfExists', (call) => (call.input.ExternalId ? demanding(call) : 'granted')],
    [
      'has no condition, while STS throttles the other call',
      ({ input }) => (input.ExternalId ? 'Throttling' : 'granted'),
    ],
  ])('is not demanded if the role %s', async (_, decide) => {
    sts.decide = decide;
    expect(await enforcement()).toBe('not_enforced');
  });

  it.each([
    'Throttling',
    'InternalFailure',
    'RegionDisabledException',
    `AccessDenied: ${denied('because no identity-based policy allows the sts:AssumeRole action')}`,
    `AccessDenied: ${denied('with an explicit deny in an identity-based policy')}`,
  ])('is undecided after %s', async (answer) => {
    sts.decide = () => answer;
    expect(await enforcement()).toBe('undecided');
  });
});
