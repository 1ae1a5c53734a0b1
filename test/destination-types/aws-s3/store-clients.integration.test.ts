import { DeleteObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { s3Object } from '../../../lambdas/destination-types/aws-s3/s3-object.ts';
import { StoreClient } from '../../../lambdas/destination-types/aws-s3/store-client.s3.ts';
import {
  internet,
  signedAs,
  storeClients,
  storeOf,
} from '../../../lambdas/destination-types/aws-s3/store-clients.s3.ts';
import type { DestinationTarget } from '../../../lambdas/destination-types/destination-type.ts';
import { sdkConfig, sentBy } from '../../platform/aws/calls/same-as-sdk.ts';
import { answers, startWire, type Wire } from '../../platform/aws/calls/wire.ts';
import { accessKey, anEvent, aPlace, open, patient } from './builders.ts';

const now = () => new Date();
const never = new AbortController().signal;
const clients = storeClients(open, internet(), now);
const clientFor = ({ config, credentials }: DestinationTarget) =>
  clients(config, signedAs(credentials));
const place = aPlace({ endpoint: 'https://s3.example.com' });

let wire: Wire;
beforeAll(async () => {
  wire = await startWire(answers(200, '', { etag: '"x"' }));
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => wire.stop());

describe('the client of a destination', () => {
  it('is reused when only other config fields differ', () => {
    const other = { ...place, config: { ...place.config, bucket: 'other', key_template: "'x'" } };
    expect(clientFor(other)).toBe(clientFor(place));
  });

  it.each([
    ['region', { ...place, config: { ...place.config, region: 'auto' } }],
    ['endpoint', { ...place, config: { ...place.config, endpoint: 'https://s3.example.org' } }],
    ['key', { ...place, credentials: { ...accessKey, key: 'other' } }],
    ['secret', { ...place, credentials: { ...accessKey, secret: 'other' } }],
    ['session', { ...place, credentials: { ...accessKey, session: 'other' } }],
  ])('is a different one when the %s differs', (_, other) => {
    expect(clientFor(other)).not.toBe(clientFor(place));
  });
});

/** A client that reaches the wire instead of the destination's store. */
const onWire = ({ config, credentials }: DestinationTarget) => {
  const connection = { agents: wire.agents, limits: patient, check: () => undefined };
  return new StoreClient(storeOf(config, process.env), signedAs(credentials), connection, now);
};

/** The requests of a delivery to `destination`, and of the deletion after a verification. */
const sentTo = async (destination: DestinationTarget) => {
  const object = await s3Object(anEvent(), destination, 'a/b c.json', open);
  const name = { Bucket: object.Bucket, Key: object.Key, VersionId: 'v+1/=' };
  const client = onWire(destination);
  return sentBy(wire, async () => {
    await client.putObject(object, never);
    await client.deleteObject(name, never);
  });
};

/** The same requests as the SDK sends them. */
const sentBySdk = async (destination: DestinationTarget) => {
  const { config, credentials } = destination;
  const { key = '', secret = '', session } = credentials;
  const client = new S3Client({
    ...sdkConfig(wire),
    region: config.region ?? '',
    credentials: {
      accessKeyId: key,
      secretAccessKey: secret,
      ...(session && { sessionToken: session }),
    },
    ...(config.endpoint && {
      endpoint: config.endpoint,
      forcePathStyle: config.addressing !== 'virtual',
    }),
    ...(config.network === 'dualstack' && { useDualstackEndpoint: true }),
    ...(config.network === 'fips' && { useFipsEndpoint: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  const object = await s3Object(anEvent(), destination, 'a/b c.json', open);
  const name = { Bucket: object.Bucket, Key: object.Key, VersionId: 'v+1/=' };
  return sentBy(wire, async () => {
    await client.send(new PutObjectCommand(object));
    await client.send(new DeleteObjectCommand(name));
  });
};

describe('the request for a bucket on AWS', () => {
  it.each([
    ['my-events', 'eu-west-3', 'my-events.s3.eu-west-3.amazonaws.com', '/a/b.json'],
    ['My_Events', 'us-east-1', 's3.us-east-1.amazonaws.com', '/My_Events/a/b.json'],
    [
      'arn:aws:s3:eu-central-1:123456789012:accesspoint/events',
      'eu-central-1',
      'events-123456789012.s3-accesspoint.eu-central-1.amazonaws.com',
      '/a/b.json',
    ],
    [
      'arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:events',
      'cn-north-1',
      'events-123456789012.s3-accesspoint.cn-north-1.amazonaws.com.cn',
      '/a/b.json',
    ],
    [
      'events-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias',
      'us-west-2',
      'events-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias.s3.us-west-2.amazonaws.com',
      '/a/b.json',
    ],
  ])('%s in %s goes to %s%s and is signed for that region', async (bucket, region, host, path) => {
    const before = wire.sent.length;
    const object = { Bucket: bucket, Key: 'a/b.json', Body: Buffer.from('{}') };
    await onWire(aPlace({ bucket, region })).putObject(object, never);
    expect(wire.sent.slice(before)).toMatchObject([
      {
        url: `${path}?x-id=PutObject`,
        headers: {
          host,
          authorization: expect.stringContaining(`/${region}/s3/aws4_request`),
        },
      },
    ]);
  });
});

const accessPoint = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/events';
const kmsKey = 'arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';

describe('the requests of a destination', () => {
  it.each([
    [{}],
    [{ bucket: 'my.events', region: 'eu-west-3' }],
    [{ bucket: 'My_Events' }],
    [{ region: 'cn-north-1' }],
    [{ region: 'us-gov-west-1' }],
    [{ storage_class: 'GLACIER_IR' }],
    [{ bucket: accessPoint, region: 'eu-central-1' }],
    [{ bucket: 'events-hrzrlukc5m36-s3alias', region: 'us-west-2' }],
    [{ endpoint: 'https://s3.example.com', region: 'auto' }],
    [{ endpoint: 'http://10.0.0.1:9000/storage/v1/s3/', bucket: 'My.Events' }],
    [{ endpoint: 'https://[2001:db8::1]', storage_class: 'STANDARD_IA' }],
    [{ endpoint: 'https://s3.example.com/base', region: 'auto', addressing: 'virtual' }],
    [{ endpoint: 'https://s3.example.com', region: 'auto', addressing: 'path' }],
    [{ region: 'eu-west-3', network: 'dualstack' }],
    [{ region: 'us-gov-west-1', network: 'fips' }],
    [{ bucket: accessPoint, region: 'eu-central-1', network: 'dualstack' }],
    [{ sse: 'AES256' }],
    [{ sse: 'aws:kms', kms_key_id: kmsKey, bucket_key: 'true' }],
    [{ sse: 'aws:kms', kms_key_id: kmsKey, bucket_key: 'false' }],
    [{ sse: 'aws:kms:dsse', kms_key_id: kmsKey }],
    [{ acl: 'bucket-owner-full-control' }],
    [{ tags: 'team=a%20b&path=x%2Fy' }],
    [{ checksum: 'CRC32' }],
    [{ checksum: 'CRC32C' }],
    [{ checksum: 'CRC64NVME' }],
    [{ checksum: 'SHA1' }],
    [{ checksum: 'SHA256' }],
    [{ checksum: 'MD5' }],
    [{ overwrite: 'never' }],
    [{ content_type: 'text/plain; charset=utf-8' }],
    [{ cache_control: 'max-age=3600, private' }],
    [{ content_encoding: 'gzip' }],
    [{ compression: 'gzip' }],
  ])('with %j are those of the SDK', async (config) => {
    for (const credentials of [accessKey, { ...accessKey, session: 'FwoGZXIvYXdz/+==' }]) {
      const destination = aPlace(config, { credentials });
      expect(await sentTo(destination)).toEqual(await sentBySdk(destination));
    }
  });

  it.each([
    [{ AWS_ENDPOINT_URL_S3: 'http://localhost:4566' }, 'my-events'],
    [{ AWS_ENDPOINT_URL_S3: 'http://localhost:4566' }, accessPoint],
    [{ AWS_ENDPOINT_URL: 'http://127.0.0.1:4566' }, 'my-events'],
    [{ AWS_USE_FIPS_ENDPOINT: 'true', AWS_USE_DUALSTACK_ENDPOINT: 'true' }, 'my-events'],
  ])('with %j in the environment are those of the SDK: %s', async (variables, bucket) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    const destination = aPlace({ bucket, region: 'eu-central-1' });
    expect(await sentTo(destination)).toEqual(await sentBySdk(destination));
  });

  it('do not contain the trace of the invocation', async () => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'waybill-deliverer');
    vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-5759e988-bd862e3fe1be46a994272793');
    const requests = await sentTo(aPlace());
    expect(requests).toHaveLength(2);
    expect(JSON.stringify(requests)).not.toContain('1-5759e988');
  });
});
