import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  type PutObjectInput,
  putObjectRequest,
} from '../../../../lambdas/platform/aws/calls/object-request.s3.ts';
import type { ObjectStore } from '../../../../lambdas/platform/aws/calls/object-url.ts';
import { Objects } from '../../../../lambdas/platform/aws/calls/objects.s3.ts';
import { signedCall } from '../../../../lambdas/platform/aws/calls/signed-call.ts';
import { Signer } from '../../../../lambdas/platform/aws/calls/sigv4.ts';
import { httpExchange } from '../../../../lambdas/platform/http/http-exchange.ts';
import { contextOn, lambdaEnv } from './contexts.ts';
import { sdkConfig, sentBy } from './same-as-sdk.ts';
import { answers, startWire, type Wire } from './wire.ts';

let wire: Wire;
beforeAll(async () => {
  wire = await startWire(answers(200, '', { etag: '"x"' }));
});
afterAll(() => wire.stop());
afterEach(() => vi.unstubAllEnvs());

const Body = Buffer.from('{"a":1}');
const s3 = (config: S3ClientConfig = {}) => new S3Client({ ...sdkConfig(wire), ...config });

describe('objects of our own buckets', () => {
  const environments: Record<string, Record<string, string>> = {
    'a region': {},
    'us-east-1': { AWS_REGION: 'us-east-1' },
    China: { AWS_REGION: 'cn-north-1' },
    GovCloud: { AWS_REGION: 'us-gov-west-1' },
    'the European Sovereign Cloud': { AWS_REGION: 'eusc-de-east-1' },
    FIPS: { AWS_REGION: 'us-east-2', AWS_USE_FIPS_ENDPOINT: 'true' },
    'FIPS in GovCloud': { AWS_REGION: 'us-gov-east-1', AWS_USE_FIPS_ENDPOINT: 'true' },
    'dual stack': { AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'FIPS and dual stack': { AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' },
    'an IP address as endpoint': { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566' },
    'a custom endpoint': { AWS_ENDPOINT_URL: 'http://s3.example.com:9000' },
    'a custom endpoint with a path': { AWS_ENDPOINT_URL_S3: 'https://proxy.example.com/s3' },
    'no session token': { AWS_SESSION_TOKEN: '' },
  };

  const names: readonly [bucket: string, key: string][] = [
    ['large-events-123', 'events/evt_1/data.json'],
    ['bucket.with.dots', 'a'],
    ['Legacy_Bucket', 'a'],
    ['ab-c-', 'a'],
  ];

  describe.each(Object.entries(environments))('with %s', (environment, env) => {
    // The SDK throws for a name with dots at an IP address.
    const isIp = environment === 'an IP address as endpoint';
    it.each(names.filter(([bucket]) => !isIp || !bucket.includes('.')))(
      '%s/%s is put, got and deleted as the SDK does it',
      async (Bucket, Key) => {
        for (const variable of Object.entries({ ...lambdaEnv, ...env })) vi.stubEnv(...variable);
        // Otherwise the SDK sends a checksum of the missing body with a GET.
        const client = s3({
          requestChecksumCalculation: 'WHEN_REQUIRED',
          responseChecksumValidation: 'WHEN_REQUIRED',
        });
        const theirs = await sentBy(wire, async () => {
          await s3().send(new PutObjectCommand({ Bucket, Key, Body }));
          await client.send(new GetObjectCommand({ Bucket, Key }));
          await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: 'v+1/=' }));
        });
        const objects = new Objects(contextOn(wire, process.env));
        const ours = await sentBy(wire, async () => {
          await objects.putObject({ Bucket, Key, Body });
          await objects.getObject({ Bucket, Key });
          await objects.deleteObject({ Bucket, Key, VersionId: 'v+1/=' });
        });
        expect(ours).toEqual(theirs);
        expect(theirs).toHaveLength(3);
      },
    );
  });
});

describe('an object of any bucket', () => {
  const region = 'eu-west-1';
  const credentials = {
    accessKeyId: lambdaEnv.AWS_ACCESS_KEY_ID,
    secretAccessKey: lambdaEnv.AWS_SECRET_ACCESS_KEY,
  };
  const limits = { connect: 1_000, response: 1_000, idle: 1_000, total: 1_000 };

  async function expectSame(input: PutObjectInput, config: S3ClientConfig, store: ObjectStore) {
    const client = s3({
      region: store.region,
      credentials,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      ...config,
    });
    const theirs = await sentBy(wire, () => client.send(new PutObjectCommand(input)));
    const ours = await sentBy(wire, () => {
      const signer = new Signer(credentials, store.region, 's3');
      const settings = { agents: wire.agents, env: {} };
      const call = signedCall(putObjectRequest(store, input), signer, new Date(), settings);
      return httpExchange(call, limits, new AbortController().signal);
    });
    expect(ours).toEqual(theirs);
    expect(theirs).toHaveLength(1);
  }

  const aws = { region, useFips: false, useDualStack: false };
  const accessPoint = 'arn:aws:s3:eu-west-1:123456789012:accesspoint';
  const buckets = [
    'my-bucket',
    'my.bucket.example.com',
    'My-Old_Bucket',
    'a'.repeat(64),
    'ap-name-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias',
    `${accessPoint}/my-access-point`,
    `${accessPoint}:my-access-point`,
  ];
  const keys = [
    'a',
    '1767225600_evt_1.json',
    '/leading//double/trailing/',
    "it's (a) *key*! ~-_.",
    'a b+c%d?e#f&g=h@i:j;k,l$',
    'é/日本/😀',
    'a/../b/./c',
    '%2F"<>[]^`{|}\\',
  ];

  it.each(buckets)('%s is addressed as the SDK does it', async (Bucket) => {
    await expectSame({ Bucket, Key: 'k', Body }, {}, aws);
  });

  it.each(keys)('%s is encoded as the SDK does it', async (Key) => {
    await expectSame({ Bucket: 'my-bucket', Key, Body }, {}, aws);
    await expectSame({ Bucket: 'My-Old_Bucket', Key, Body }, {}, aws);
  });

  it.each([
    ['us-east-1', 'my-bucket'],
    ['cn-northwest-1', 'my-bucket'],
    ['cn-northwest-1', 'my.bucket'],
    ['cn-northwest-1', 'arn:aws-cn:s3:cn-northwest-1:123456789012:accesspoint/my-access-point'],
    ['us-gov-west-1', 'arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint/my-access-point'],
    ['eusc-de-east-1', 'my-bucket'],
    ['us-iso-east-1', 'my-bucket'],
  ])(
    'in %s, %s is addressed as the SDK does it, also with FIPS and dual stack',
    async (at, Bucket) => {
      const input = { Bucket, Key: 'k', Body };
      // S3 has no FIPS endpoints in China.
      for (const useFips of at.startsWith('cn-') ? [false] : [false, true]) {
        for (const useDualStack of [false, true]) {
          const config = { useFipsEndpoint: useFips, useDualstackEndpoint: useDualStack };
          await expectSame(input, config, { region: at, useFips, useDualStack });
        }
      }
    },
  );

  it.each(['https://s3.example.com', 'http://10.0.0.1:9000/base/', 'https://[2001:db8::1]:9000'])(
    'at %s is addressed by path as the SDK does it',
    async (endpoint) => {
      const store = { ...aws, region: 'auto', endpoint: new URL(endpoint), isPathStyle: true };
      for (const Bucket of ['my-bucket', 'my.bucket', 'My_Bucket']) {
        const config = { endpoint, forcePathStyle: true };
        await expectSame({ Bucket, Key: 'a/b c', Body }, config, store);
      }
    },
  );

  it('has all its options sent as the SDK sends them', async () => {
    const input: PutObjectInput = {
      Bucket: 'my-bucket',
      Key: 'k',
      Body,
      ACL: 'bucket-owner-full-control',
      BucketKeyEnabled: true,
      ChecksumSHA256: 'AVqf3lTsBKCpsLZxWXNpS0Ti8RJ0UUEdBPnXgnqtkwE=',
      ContentEncoding: 'gzip',
      ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==',
      ContentType: 'application/json',
      ExpectedBucketOwner: '123456789012',
      IfNoneMatch: '*',
      RequestPayer: 'requester',
      SSEKMSKeyId: 'arn:aws:kms:eu-west-1:123456789012:key/k',
      ServerSideEncryption: 'aws:kms',
      StorageClass: 'STANDARD_IA',
      Tagging: 'a=b&c=d%20e',
      Metadata: { 'event-id': 'evt_1', topic: 'a  b', Upper: '=?UTF-8?B?w7w=?=', empty: '' },
    };
    await expectSame(input, {}, aws);
    const { RequestPayer: _, ...others } = input;
    await expectSame(others, {}, aws);
  });

  it('of an access point in another region is rejected', async () => {
    const input = { Bucket: `${accessPoint}/a`, Key: 'k', Body };
    const elsewhere = { ...aws, region: 'eu-west-2' };
    expect(() => putObjectRequest(elsewhere, input)).toThrow(
      'the access point is in eu-west-1, not in eu-west-2',
    );
    expect(() => putObjectRequest(aws, { ...input, Bucket: 'arn:aws:s3:::b' })).toThrow(
      'not the ARN of an access point',
    );
  });
});

describe('a presigned URL', () => {
  it('has host, key, lifetime and session token', () => {
    const objects = new Objects(contextOn(wire));
    const url = new URL(objects.presignedUrl({ Bucket: 'assets', Key: 'a/b c.yaml' }, 60) ?? '');
    expect(url.origin + url.pathname).toBe(
      'https://assets.s3.eu-west-1.amazonaws.com/a/b%20c.yaml',
    );
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'X-Amz-Expires': '60',
      'X-Amz-SignedHeaders': 'host',
      'X-Amz-Security-Token': lambdaEnv.AWS_SESSION_TOKEN,
    });
  });

  it('does not exist with a custom endpoint', () => {
    const objects = new Objects(contextOn(wire, { AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:4566' }));
    expect(objects.presignedUrl({ Bucket: 'assets', Key: 'a' }, 60)).toBeUndefined();
  });
});
