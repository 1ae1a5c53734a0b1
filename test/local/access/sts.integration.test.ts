import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { EXTERNAL_ID, RIGHT_TRUST, ROLE_ARN, trustWith } from './roles.ts';
import { startStsAndS3 } from './sts-and-s3.ts';

let servers: Awaited<ReturnType<typeof startStsAndS3>>;

beforeAll(async () => {
  servers = await startStsAndS3();
});

afterAll(() => servers.stop());

beforeEach(() => servers.reset());

test('issues temporary credentials', async () => {
  const sts = servers.stsAs(await servers.accessSession());
  const begin = Date.now();
  const answer = await sts.send(
    new AssumeRoleCommand({
      RoleArn: ROLE_ARN,
      RoleSessionName: 'waybill-des_1',
      ExternalId: EXTERNAL_ID,
      DurationSeconds: 900,
    }),
  );
  expect(answer).toMatchObject({
    AssumedRoleUser: { Arn: 'arn:aws:sts::111122223333:assumed-role/export/waybill-des_1' },
    Credentials: {
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretAccessKey: expect.stringMatching(/^.{40}$/),
      SessionToken: expect.stringMatching(/^.{256}$/),
      Expiration: expect.any(Date),
    },
  });
  const seconds = ((answer.Credentials?.Expiration?.getTime() ?? 0) - begin) / 1_000;
  expect(seconds).toBeGreaterThan(898);
  expect(seconds).toBeLessThan(910);
});

test.each([
  ['another external id', { ExternalId: 'waybill-other' }, 'AccessDenied', 403],
  ['no external id', { ExternalId: undefined }, 'AccessDenied', 403],
  ['more than one hour', { DurationSeconds: 3_601 }, 'ValidationError', 400],
  ['a policy that is not JSON', { Policy: '{' }, 'MalformedPolicyDocumentException', 400],
  ['a policy too long', { Policy: 'x'.repeat(2_049) }, 'PackedPolicyTooLargeException', 400],
])('rejects %s with the error of STS', async (_, given, name, httpStatusCode) => {
  await expect(servers.assumeChained(given)).rejects.toMatchObject({
    name,
    $metadata: { httpStatusCode },
  });
});

test('rejects a region where the customer has not activated STS', async () => {
  const role = { trust: RIGHT_TRUST, regions_disabled: ['us-east-1'] };
  servers.setRoles({ [ROLE_ARN]: role });
  await expect(servers.assumeChained()).rejects.toMatchObject({
    name: 'RegionDisabledException',
    message: expect.stringContaining('not activated in this region for account:111122223333'),
  });
});

test('a change of the trust policy takes effect with the next call', async () => {
  await servers.assumeChained();
  servers.setRoles({ [ROLE_ARN]: { trust: trustWith({}, { AWS: '999999999999' }) } });
  await expect(servers.assumeChained()).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('rejects keys that do not exist', async () => {
  const keys = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' };
  await expect(servers.assume(keys, {})).rejects.toMatchObject({
    name: 'InvalidClientTokenId',
    $metadata: { httpStatusCode: 403 },
  });
});

test('rejects a session with another token', async () => {
  const keys = { ...(await servers.accessSession()), sessionToken: 'x' };
  await expect(servers.assume(keys, {})).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
});

test('rejects an expired session', async () => {
  const keys = await servers.accessSession();
  servers.setNow(() => Date.now() + 3_600_000);
  await expect(servers.assume(keys, {})).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('rejects requests without a signature, and other actions', async () => {
  const answer = await fetch(servers.stsUrl, { method: 'POST', body: new URLSearchParams() });
  expect(answer.status).toBe(403);
  expect(await answer.text()).toContain('<Code>MissingAuthenticationToken</Code>');
});
