import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { guarded } from './builders.ts';

const account = '0123456789abcdef0123456789abcdef';

const faultsOf = (endpoint: string, bucket = 'my-bucket'): readonly string[] => {
  const parsed = awsS3.parseConfig({ bucket, region: 'auto', endpoint }, guarded);
  return 'errors' in parsed ? parsed.errors : [];
};

const refusal = (right: string) =>
  `config.endpoint must not name the bucket, which config.bucket does: set it to ${right}`;

describe('an endpoint that names the bucket', () => {
  it.each([
    ['https://s3.example.com/my-bucket', 'https://s3.example.com'],
    ['https://s3.example.com/my-bucket/', 'https://s3.example.com'],
    ['https://s3.example.com:9000/store/my-bucket', 'https://s3.example.com:9000/store'],
    [
      `https://${account}.r2.cloudflarestorage.com/my-bucket`,
      `https://${account}.r2.cloudflarestorage.com`,
    ],
    [
      `https://my-bucket.${account}.eu.r2.cloudflarestorage.com`,
      `https://${account}.eu.r2.cloudflarestorage.com`,
    ],
    ['https://my-bucket.nyc3.digitaloceanspaces.com', 'https://nyc3.digitaloceanspaces.com'],
    ['https://My-Bucket.NYC3.digitaloceanspaces.com/', 'https://nyc3.digitaloceanspaces.com'],
    [
      'https://my-bucket.nyc3.digitaloceanspaces.com/my-bucket',
      'https://nyc3.digitaloceanspaces.com',
    ],
    ['https://my-bucket.s3.eu-west-1.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'],
    ['https://my-bucket.s3.us-west-004.backblazeb2.com', 'https://s3.us-west-004.backblazeb2.com'],
    ['https://my-bucket.s3.eu-central-1.wasabisys.com', 'https://s3.eu-central-1.wasabisys.com'],
    ['https://my-bucket.s3.fr-par.scw.cloud', 'https://s3.fr-par.scw.cloud'],
    ['https://storage.googleapis.com/my-bucket', 'https://storage.googleapis.com'],
    ['https://my-bucket.fsn1.your-objectstorage.com', 'https://fsn1.your-objectstorage.com'],
  ])('%s is rejected and %s is suggested', (endpoint, right) => {
    expect(faultsOf(endpoint)).toEqual([refusal(right)]);
    expect(faultsOf(right)).toEqual([]);
  });

  it('is rejected when the bucket has dots in its name', () => {
    expect(faultsOf('https://my.own.bucket.ams3.digitaloceanspaces.com', 'my.own.bucket')).toEqual([
      refusal('https://ams3.digitaloceanspaces.com'),
    ]);
  });

  it('is rejected when it names another bucket of a well-known provider', () => {
    expect(faultsOf('https://other.nyc3.digitaloceanspaces.com')).toEqual([
      refusal('https://nyc3.digitaloceanspaces.com'),
    ]);
    expect(faultsOf(`https://${account}.r2.cloudflarestorage.com/other`)).toEqual([
      refusal(`https://${account}.r2.cloudflarestorage.com`),
    ]);
  });
});

it.each([
  ['https://minio.example.com', 'minio'],
  ['https://example.supabase.co/storage/v1/s3', 'my-bucket'],
  ['https://s3.example.com/my-bucket-store', 'my-bucket'],
  ['https://s3.example.com/my-bucket/store', 'my-bucket'],
  ['https://nyc3.digitaloceanspaces.com', 'nyc3'],
  ['https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'my-bucket'],
])('the endpoint %s is accepted with the bucket %s', (endpoint, bucket) => {
  expect(faultsOf(endpoint, bucket)).toEqual([]);
});
