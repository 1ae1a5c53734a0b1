import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { objectWriter } from '../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { accessKey, anEvent, aPlace, open, present } from './builders.ts';

let fauxqs: FauxqsServer;
beforeAll(async () => {
  fauxqs = await startFauxqs({ port: 0, logger: false });
  fauxqs.createBucket('my-bucket');
});
afterEach(() => vi.unstubAllEnvs());
afterAll(() => fauxqs.stop());

const url = () => `http://127.0.0.1:${fauxqs.port}`;
const stored = (Key: string) =>
  new S3Client({
    endpoint: url(),
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey.key, secretAccessKey: accessKey.secret },
  }).send(new GetObjectCommand({ Bucket: 'my-bucket', Key }));

describe('the store of the local stack', () => {
  it.each([
    ['as AWS', () => aPlace()],
    ['as a custom endpoint', () => aPlace({ endpoint: url() })],
  ])('accepts an event %s', async (_, place) => {
    vi.stubEnv('AWS_ENDPOINT_URL_S3', url());
    const writer = objectWriter(open, present);
    const event = anEvent({
      data: '{"order_id":"123","status":"created"}',
      metadata: { source: 'shop' },
    });
    const result = await writer.write(event, place(), new AbortController().signal);
    expect(result).toMatchObject({ kind: 'delivered', response: { bytes: 37 } });
    const object = await stored('1704164645_evt_1.json');
    expect(await object.Body?.transformToString()).toBe(event.data);
    expect(object.ContentType).toBe('application/json');
    expect(object.Metadata).toEqual({
      'event-id': 'evt_1',
      topic: 'orders',
      timestamp: '1704164645',
      source: 'shop',
    });
  });
});
