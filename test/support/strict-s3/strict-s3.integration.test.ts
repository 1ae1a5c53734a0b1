import { PutObjectCommand, type PutObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type StrictS3, startStrictS3 } from '../strict-s3.ts';

const accessKey = { key: 'AKIATEST', secret: 'secret' };

let s3: StrictS3;
beforeAll(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
});
afterAll(() => s3.stop());

type Headers = Record<string, string>;

/** Puts an object with the SDK after changing its signed headers; returns the error code or OK. */
const put = async (
  input: Partial<PutObjectCommandInput> = {},
  tamper: (headers: Headers) => Headers = (headers) => headers,
): Promise<string> => {
  const client = new S3Client({
    endpoint: s3.url,
    region: 'us-east-1',
    forcePathStyle: true,
    maxAttempts: 1,
    credentials: { accessKeyId: accessKey.key, secretAccessKey: accessKey.secret },
  });
  client.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args;
      if (typeof request === 'object' && request !== null && 'headers' in request) {
        Object.assign(request, { headers: tamper({ ...Object(request.headers) }) });
      }
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  const command = new PutObjectCommand({ Bucket: 'my-bucket', Key: 'k', Body: '{}', ...input });
  return client.send(command).then(
    () => 'OK',
    (error) => error.name,
  );
};

describe('the strict store', () => {
  it('accepts a regular request of the SDK, including its checksum', async () => {
    expect(await put()).toBe('OK');
    expect(await put({ Key: "ü b+c/a//b/%2F/🎉/!'()*", Metadata: { a: '' } })).toBe('OK');
  });

  it.each([
    [{ ContentMD5: 'rL0Y20zC+Fzt72VPzMSk2A==' }, 'BadDigest'],
    [{ ContentMD5: 'no-digest' }, 'InvalidDigest'],
    [{ ChecksumSHA256: 'RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4p=' }, 'BadDigest'],
    [{ ChecksumCRC32: 'AAAAAA==' }, 'BadDigest'],
    [{ Metadata: { a: 'x'.repeat(2048) } }, 'MetadataTooLarge'],
    [{ Metadata: { a: 'ü' } }, 'InvalidArgument'],
    [{ Key: 'ü'.repeat(513) }, 'KeyTooLongError'],
    [{ Bucket: 'other-bucket' }, 'NoSuchBucket'],
    [{ StorageClass: 'SNOW' as const }, 'InvalidStorageClass'],
  ])('rejects %j with %s', async (input, code) => {
    expect(await put(input)).toBe(code);
  });

  it.each([
    ['a changed header', { 'x-amz-storage-class': 'GLACIER' }, 'SignatureDoesNotMatch'],
    ['a header that is not signed', { 'x-amz-acl': 'public-read' }, 'AccessDenied'],
    ['an old date', { 'x-amz-date': '20200101T000000Z' }, 'AuthorizationHeaderMalformed'],
    ['another body', { 'x-amz-content-sha256': '0'.repeat(64) }, 'XAmzContentSHA256Mismatch'],
    ['a token that belongs to no key', { 'x-amz-security-token': 'x' }, 'InvalidToken'],
  ])('rejects %s', async (_, change, code) => {
    const input = { StorageClass: 'STANDARD' as const };
    expect(await put(input, (headers) => ({ ...headers, ...change }))).toBe(code);
  });
});
