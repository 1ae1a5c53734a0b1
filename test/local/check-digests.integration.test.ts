import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startSqsAndS3 } from '../../local/queues/sqs-and-s3-server.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { aFolder } from './a-folder.ts';

const object = { Bucket: 'a-bucket', Key: 'key' };

const aStore = async (): Promise<S3Client> => {
  const server = await startSqsAndS3(0, await aFolder());
  onTestFinished(() => server.stop());
  server.createBucket(object.Bucket);
  return new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
    maxAttempts: 1,
  });
};

test.each([
  [
    'Content-MD5',
    { ContentMD5: 'mZFLkyvTelC5g8XnyQrpOw==' },
    { ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==' },
  ],
  [
    'SHA-256',
    { ChecksumSHA256: 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=' },
    { ChecksumSHA256: 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4p=' },
  ],
  ['CRC32', { ChecksumCRC32: 'o6a/Qw==' }, { ChecksumCRC32: 'AAAAAA==' }],
])('an object with a wrong %s is refused and not stored', async (_, right, wrong) => {
  const s3 = await aStore();
  await expect(
    s3.send(new PutObjectCommand({ ...object, Body: '{}', ...wrong })),
  ).rejects.toMatchObject({ name: 'BadDigest', $metadata: { httpStatusCode: 400 } });
  await expect(s3.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey' });
  await s3.send(new PutObjectCommand({ ...object, Body: '{}', ...right }));
  const { Body } = await s3.send(new GetObjectCommand(object));
  expect(await Body?.transformToString()).toBe('{}');
});

test('a missing bucket is reported first', async () => {
  const s3 = await aStore();
  const input = {
    ...object,
    Bucket: 'no-bucket',
    Body: '{}',
    ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==',
  };
  await expect(s3.send(new PutObjectCommand(input))).rejects.toMatchObject({
    name: 'NoSuchBucket',
  });
});
