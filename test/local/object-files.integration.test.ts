import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { expect, onTestFinished, test } from 'vitest';
import { startSqsAndS3 } from '../../local/queues/sqs-and-s3-server.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { aFolder } from './a-folder.ts';

const Bucket = 'my-bucket';

/** An S3 on a folder, with a bucket. */
const startS3 = async (folder: string) => {
  const server = await startSqsAndS3(0, folder);
  server.createBucket(Bucket);
  const s3 = new S3Client({
    endpoint: server.url,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
    forcePathStyle: true,
  });
  const stop = async () => {
    s3.destroy();
    await server.stop();
  };
  return {
    s3,
    stop,
    put: (Key: string, Body: string) =>
      s3.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { of: 'x' } })),
    get: async (Key: string) => {
      const { Body, Metadata } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      return { body: await Body?.transformToString(), metadata: Metadata };
    },
    delete: (Key: string) => s3.send(new DeleteObjectCommand({ Bucket, Key })),
    keys: async () => {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      return Contents.map(({ Key = '' }) => Key).toSorted();
    },
  };
};

/** An S3 of a single test. */
const aStore = async () => {
  const folder = await aFolder();
  let s3 = await startS3(folder);
  onTestFinished(() => s3.stop());
  return {
    objects: join(folder, 's3', Bucket),
    metadata: join(folder, 's3-metadata', Bucket),
    folder,
    s3: () => s3,
    restart: async () => {
      await s3.stop();
      s3 = await startS3(folder);
      return s3;
    },
  };
};

/** The paths of all files below a folder. */
const filesIn = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted();

test('an object is a file with the name of its key, without other files beside it', async () => {
  const { s3, objects, folder } = await aStore();
  await s3().put('year=2026/2026-11-29T10:00:00Z_evt.json', '{"a":1}');
  expect(filesIn(objects)).toEqual(['year=2026/2026-11-29T10:00:00Z_evt.json']);
  expect(readFileSync(join(objects, 'year=2026/2026-11-29T10:00:00Z_evt.json'), 'utf8')).toBe(
    '{"a":1}',
  );
  expect(filesIn(folder).filter((name) => name.endsWith('.json'))).toHaveLength(1);
});

test('deleting all buckets of an earlier start leaves no file, and reports whether there was an object', async () => {
  const folder = await aFolder();
  const before = await startS3(folder);
  await before.put('evt_1.json', '{}');
  await before.stop();
  for (const hadObjects of [true, false]) {
    const server = await startSqsAndS3(0, folder);
    expect(server.deleteBuckets()).toBe(hadObjects);
    expect(filesIn(folder)).toEqual([]);
    await server.stop();
  }
  const after = await startS3(folder);
  onTestFinished(() => after.stop());
  expect(await after.keys()).toEqual([]);
});

/** Keys that are difficult for a file system, in an order in which some collide with others. */
const HARD_KEYS = [
  'a',
  'a/b',
  'c/d',
  'c',
  'A',
  'a/../../../../outside',
  '../outside',
  '..',
  '.',
  '/leading',
  'trailing/',
  'double//slash',
  'back\\slash',
  `${'long'.repeat(200)}.json`,
  `${'x/'.repeat(400)}deep.json`,
  `${'é'.repeat(200)}`,
  'dot.',
  'caf\u00e9',
  'cafe\u0301',
  'new\nline',
  'percent%2Fencoded',
  'a.meta',
  '__proto__',
];

test('objects with keys that no file system allows are stored as well', async () => {
  const { s3, folder, objects, restart } = await aStore();
  for (const key of HARD_KEYS) await s3().put(key, `of ${key}`);
  for (const key of HARD_KEYS) await s3().put(key, `again of ${key}`);
  const expectAll = async (keys: readonly string[]) => {
    for (const key of keys) {
      expect(await s3().get(key)).toEqual({ body: `again of ${key}`, metadata: { of: 'x' } });
    }
    expect(await s3().keys()).toEqual(keys.toSorted());
    expect(filesIn(objects)).toHaveLength(keys.length);
  };
  await expectAll(HARD_KEYS);
  await restart();
  await expectAll(HARD_KEYS);
  expect(readdirSync(folder).toSorted()).toEqual(['s3', 's3-metadata']);
  await s3().delete('a');
  await s3().delete('c/d');
  await expectAll(HARD_KEYS.filter((key) => key !== 'a' && key !== 'c/d'));
  for (const key of HARD_KEYS) await s3().delete(key);
  expect(await s3().keys()).toEqual([]);
  expect(readdirSync(objects)).toEqual([]);
}, 30_000);

test('a substitute is replaced by the key’s own name once that is free', async () => {
  const { s3, objects } = await aStore();
  await s3().put('a', 'file');
  await s3().put('a/b.json', 'below it');
  expect(filesIn(objects)).toEqual(['a', expect.stringMatching(/^a%2Fb\.json~\w{16}\.json$/)]);
  await s3().delete('a');
  await s3().put('a/b.json', 'again');
  expect(filesIn(objects)).toEqual(['a/b.json']);
  expect((await s3().get('a/b.json')).body).toBe('again');
});

test('an object whose file was deleted does not exist, and can be written again', async () => {
  const { s3, objects, folder, restart } = await aStore();
  await s3().put('a/b', 'one');
  await s3().put('c', 'two');
  rmSync(objects, { recursive: true });
  await expect(s3().get('a/b')).rejects.toThrow(expect.objectContaining({ name: 'NoSuchKey' }));
  await s3().put('a/b', 'three');
  expect((await s3().get('a/b')).body).toBe('three');
  await restart();
  expect(await s3().keys()).toEqual(['a/b']);
  rmSync(folder, { recursive: true });
  await s3().put('a/b', 'four');
  expect((await s3().get('a/b')).body).toBe('four');
});

test('leftovers of an interrupted write cause no errors', async () => {
  const { s3, objects, metadata, restart } = await aStore();
  writeFileSync(join(objects, 'a.json'), 'half a bo');
  mkdirSync(join(metadata, 'objects'), { recursive: true });
  writeFileSync(join(metadata, 'objects', 'x.meta'), '{"key":"b"');
  await restart();
  expect(await s3().keys()).toEqual([]);
  await s3().put('a.json', 'all of it');
  expect(filesIn(objects)).toEqual(['a.json']);
  expect((await s3().get('a.json')).body).toBe('all of it');
});

test('a multipart upload is one file', async () => {
  const { s3, objects } = await aStore();
  const client = s3().s3;
  const Key = 'large.json';
  const { UploadId } = await client.send(new CreateMultipartUploadCommand({ Bucket, Key }));
  const part = { Bucket, Key, UploadId, PartNumber: 1, Body: 'all' };
  const { ETag } = await client.send(new UploadPartCommand(part));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
  await client.send(new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload }));
  expect(filesIn(objects)).toEqual([Key]);
  expect((await s3().get(Key)).body).toBe('all');
});

test('deleting a bucket deletes its folders', async () => {
  const { s3, folder } = await aStore();
  await s3().put('a', 'b');
  await s3().delete('a');
  await s3().s3.send(new DeleteBucketCommand({ Bucket }));
  expect(readdirSync(join(folder, 's3'))).toEqual([]);
  expect(readdirSync(join(folder, 's3-metadata'))).toEqual([]);
});
