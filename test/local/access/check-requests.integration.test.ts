import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { TEST_CREDENTIALS } from '../../../local/test-credentials.ts';
import { permitting, RIGHT_TRUST, ROLE_ARN } from './roles.ts';
import { BUCKET, OWNER, startStsAndS3 } from './sts-and-s3.ts';

let servers: Awaited<ReturnType<typeof startStsAndS3>>;

beforeAll(async () => {
  servers = await startStsAndS3();
});

afterAll(() => servers.stop());

beforeEach(() => servers.reset());

test('accepts a put in the prefix of the session policy only', async () => {
  const Policy = JSON.stringify(
    permitting({ Action: 's3:PutObject', Resource: `arn:aws:s3:::${BUCKET}/in/*` }),
  );
  const keys = await servers.assumeChained({ Policy });
  await servers.put(keys, 'in/1.json');
  await expect(servers.put(keys, 'out/1.json')).rejects.toMatchObject({
    name: 'AccessDenied',
    $metadata: { httpStatusCode: 403 },
    message: `User: arn:aws:sts::111122223333:assumed-role/export/waybill-des_1 is not authorized to perform: s3:PutObject on resource: "arn:aws:s3:::${BUCKET}/out/1.json" because no session policy allows the s3:PutObject action`,
  });
});

test('also requires the permission of the role', async () => {
  const permissions = permitting({
    Action: 's3:PutObject',
    Resource: `arn:aws:s3:::${BUCKET}/in/*`,
  });
  servers.setRoles({ [ROLE_ARN]: { trust: RIGHT_TRUST, permissions } });
  const keys = await servers.assumeChained();
  await servers.put(keys, 'in/1.json');
  await expect(servers.put(keys, 'out/1.json')).rejects.toThrow(
    'because no identity-based policy allows the s3:PutObject action',
  );
});

test('names the policy with an explicit denial', async () => {
  const Policy = JSON.stringify(permitting({ Effect: 'Deny' }));
  await expect(servers.put(await servers.assumeChained({ Policy }), '1.json')).rejects.toThrow(
    'with an explicit deny in a session policy',
  );
});

test('returns only Access Denied to callers of other accounts', async () => {
  const Policy = JSON.stringify(permitting({ Effect: 'Deny' }));
  const keys = await servers.assumeChained({ Policy });
  await expect(servers.put(keys, '1.json', { Bucket: 'own-bucket' })).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'Access Denied',
  });
});

test('the role of another account may write, as if the bucket’s policy allowed it', async () => {
  await servers.put(await servers.assumeChained(), '1.json', { Bucket: 'own-bucket' });
});

test.each([
  ['a tag', { Tagging: 'a=b' }, 's3:PutObjectTagging'],
  ['an ACL', { ACL: 'bucket-owner-full-control' as const }, 's3:PutObjectAcl'],
  ['a grant', { GrantRead: 'id=1' }, 's3:PutObjectAcl'],
])('%s needs its own permission', async (_, given, action) => {
  await expect(servers.put(await servers.assumeChained(), '1.json', given)).rejects.toThrow(
    `is not authorized to perform: ${action} on`,
  );
  const permissions = permitting({ Action: ['s3:PutObject', action] });
  servers.setRoles({ [ROLE_ARN]: { trust: RIGHT_TRUST, permissions } });
  await servers.put(await servers.assumeChained(), '1.json', given);
});

test('reading, listing and deleting need permissions of their own', async () => {
  const writer = servers.s3As(await servers.assumeChained());
  const Key = 'of-the-writer.json';
  await writer.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: '{}' }));
  const commands = (s3: S3Client) => [
    () => s3.send(new GetObjectCommand({ Bucket: BUCKET, Key })),
    () => s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key })),
    () => s3.send(new ListObjectsV2Command({ Bucket: BUCKET })),
    () => s3.send(new DeleteObjectCommand({ Bucket: BUCKET, Key })),
  ];
  for (const send of commands(writer)) {
    await expect(send()).rejects.toMatchObject({ $metadata: { httpStatusCode: 403 } });
  }
  servers.setRoles({ [ROLE_ARN]: { trust: RIGHT_TRUST, permissions: permitting({}) } });
  for (const send of commands(servers.s3As(await servers.assumeChained()))) {
    expect(await send()).toBeDefined();
  }
});

test('a role that was deleted permits nothing', async () => {
  const keys = await servers.assumeChained();
  servers.setRoles({});
  await expect(servers.put(keys, '1.json')).rejects.toMatchObject({ name: 'AccessDenied' });
});

test('rejects unknown credentials', async () => {
  const keys = { accessKeyId: 'ASIAIOSFODNN7EXAMPLE', secretAccessKey: 'x', sessionToken: 'x' };
  await expect(servers.put(keys, '1.json')).rejects.toMatchObject({ name: 'InvalidAccessKeyId' });
});

test('rejects a missing or wrong session token', async () => {
  const { sessionToken: _, ...keys } = await servers.assumeChained();
  await expect(servers.put(keys, '1.json')).rejects.toMatchObject({ name: 'InvalidToken' });
  await expect(servers.put({ ...keys, sessionToken: 'x' }, '1.json')).rejects.toMatchObject({
    name: 'InvalidToken',
  });
});

test('rejects expired credentials', async () => {
  const keys = await servers.assumeChained({ DurationSeconds: 900 });
  await servers.put(keys, '1.json');
  servers.setNow(() => Date.now() + 900_000);
  await expect(servers.put(keys, '1.json')).rejects.toMatchObject({ name: 'ExpiredToken' });
});

test('accepts any static key', async () => {
  await servers.put({ accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'x' }, '1.json');
});

test('rejects a request with another expected bucket owner, also with static keys', async () => {
  const keys = await servers.assumeChained();
  for (const credentials of [keys, TEST_CREDENTIALS]) {
    await servers.put(credentials, '1.json', { ExpectedBucketOwner: OWNER });
    await expect(
      servers.put(credentials, '1.json', { ExpectedBucketOwner: '000000000000' }),
    ).rejects.toMatchObject({ name: 'AccessDenied', message: 'Access Denied' });
  }
});

test.each([
  ['a bucket', BUCKET, 403, 'us-east-1'],
  ['a bucket of another region', 'far-bucket', 403, 'eu-west-1'],
  ['a bucket that does not exist', 'no-bucket', 404, null],
])('answers an unsigned HEAD of %s', async (_, bucket, status, of) => {
  for (const path of [bucket, `${bucket}/`]) {
    const answer = await fetch(`${servers.s3Url}/${path}`, { method: 'HEAD' });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('x-amz-bucket-region')).toBe(of);
  }
});

test('redirects requests for another region than the bucket’s', async () => {
  const command = new PutObjectCommand({ Bucket: 'far-bucket', Key: '1', Body: '{}' });
  await expect(servers.s3As(TEST_CREDENTIALS).send(command)).rejects.toMatchObject({
    name: 'PermanentRedirect',
    $metadata: { httpStatusCode: 301 },
  });
  await servers.s3As(TEST_CREDENTIALS, 'eu-west-1').send(command);
});
