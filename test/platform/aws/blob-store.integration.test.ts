import { afterAll, beforeAll, expect, test } from 'vitest';
import { blobStoreIn } from '../../../lambdas/platform/aws/blob-store.s3.ts';
import { Objects } from '../../../lambdas/platform/aws/calls/objects.s3.ts';
import { awsAt } from '../../support/aws.ts';
import { BUCKET, startObjects } from '../../support/objects.ts';

let store: Awaited<ReturnType<typeof startObjects>>;
beforeAll(async () => {
  store = await startObjects();
});
afterAll(() => store.stop());

const read = async (key: string, max: number) => {
  const found = await store.objects.read(key, max);
  return found.kind === 'read' ? found.bytes.toString() : found.kind;
};

test('reads the text that was stored last', async () => {
  await store.objects.put('a/text', '"ü🌍\u0000\uFFFE"');
  expect(await read('a/text', 100)).toBe('"ü🌍\u0000\uFFFE"');
  await store.objects.put('a/text', '{}');
  expect(await read('a/text', 2)).toBe('{}');
});

test('reading an object that does not exist reports it as gone', async () => {
  expect(await read('a/nothing', 100)).toBe('gone');
});

test('reading a deleted object reports it as gone, and deleting it again succeeds', async () => {
  await store.objects.put('a/deleted', 'x');
  await store.objects.delete('a/deleted');
  await store.objects.delete('a/deleted');
  expect(await read('a/deleted', 100)).toBe('gone');
});

test('an object is read up to its limit only', async () => {
  await store.put('a/large', Buffer.alloc(3_000_000, 'x'));
  expect(await read('a/large', 2_999_999)).toBe('too-large');
  expect(await read('a/large', 3_000_000)).toHaveLength(3_000_000);
});

test('objects that are too large do not exhaust the connections', async () => {
  for (let n = 0; n < 60; n += 1) expect(await read('a/large', 1_000)).toBe('too-large');
});

test('a missing bucket is an error, not a missing object', async () => {
  const elsewhere = blobStoreIn(new Objects(awsAt(store.url)), 'no-such-bucket');
  await expect(elsewhere.read('a/text', 100)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('the client uses the endpoint from the environment', async () => {
  const aws = awsAt('http://127.0.0.1:9', { AWS_ENDPOINT_URL_S3: store.url });
  const objects = blobStoreIn(new Objects(aws), BUCKET);
  const large = JSON.stringify({ blob: 'ü'.repeat(2_000_000) });
  await objects.put('a/function’s', large);
  expect((await store.textAt('a/function’s')) === large).toBe(true);
  expect(await objects.read('a/function’s', 5_000_000)).toMatchObject({ kind: 'read' });
  await objects.delete('a/function’s');
  expect(await objects.read('a/function’s', 5_000_000)).toEqual({ kind: 'gone' });
});
