import { PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { internet, s3Clients } from '../../../lambdas/destination-types/aws-s3/s3-clients.s3.ts';
import { accessKey, aPlace, open } from './builders.ts';

const clientFor = s3Clients(open, internet());
const place = aPlace({ endpoint: 'https://s3.example.com' });

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

describe('the request for a bucket on AWS', () => {
  /** The PutObject that the client of `bucket` would send. */
  const requestFor = async (bucket: string, region: string) => {
    const client = s3Clients(open, internet())(aPlace({ bucket, region }));
    const requests: unknown[] = [];
    client.middlewareStack.add(
      () => async (args) => {
        requests.push(args.request);
        return { output: { $metadata: {} }, response: { statusCode: 200, headers: {} } };
      },
      { step: 'deserialize', priority: 'low' },
    );
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a/b.json', Body: '{}' }));
    return requests;
  };

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
  ])(
    '%s in %s goes to %s%s and is signed for that region',
    async (bucket, region, hostname, path) => {
      expect(await requestFor(bucket, region)).toMatchObject([
        {
          hostname,
          path,
          headers: { authorization: expect.stringContaining(`/${region}/s3/aws4_request`) },
        },
      ]);
    },
  );
});
