import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { BucketFiles } from './bucket-files.ts';
import type { Persistence, StoredObject } from './object-record.ts';

type Store = Parameters<Persistence['loadS3']>[0];
type BucketType = Parameters<Persistence['insertBucket']>[2];

const BucketRecord = z.object({
  createdAt: z.coerce.date(),
  type: z.enum(['general-purpose', 'directory']),
});

/**
 * Persists buckets as folders and objects as files named after their keys. All other attributes are
 * in a second folder, so that programs that read the first find only objects. Multipart uploads are
 * held in memory until they complete.
 */
export class ObjectFiles implements Persistence {
  readonly #objects: string;
  readonly #metadata: string;
  readonly #noSuchKey: (bucket: string, key: string) => Error;
  readonly #buckets = new Map<string, BucketFiles>();

  constructor(
    folders: { readonly objects: string; readonly metadata: string },
    noSuchKey: (bucket: string, key: string) => Error,
  ) {
    this.#objects = folders.objects;
    this.#metadata = folders.metadata;
    this.#noSuchKey = noSuchKey;
  }

  loadS3(store: Store): void {
    if (!existsSync(this.#metadata)) return;
    for (const name of readdirSync(this.#metadata)) {
      const file = this.#about(name, 'bucket.meta');
      if (!existsSync(file)) continue;
      const { createdAt, type } = BucketRecord.parse(JSON.parse(readFileSync(file, 'utf8')));
      store.createBucket(name, type);
      store.setBucketCreationDate(name, createdAt);
      const lifecycle = this.#about(name, 'lifecycle.xml');
      if (existsSync(lifecycle)) {
        store.restoreBucketLifecycleConfiguration(name, readFileSync(lifecycle, 'utf8'));
      }
      for (const object of this.#filesOf(name).load()) store.restoreObject(name, object);
    }
  }

  insertBucket(name: string, createdAt: Date, type: BucketType): void {
    this.#filesOf(name);
    writeFileSync(this.#about(name, 'bucket.meta'), JSON.stringify({ createdAt, type }));
  }

  deleteBucket(name: string): void {
    this.#buckets.delete(name);
    for (const folder of [this.#objects, this.#metadata]) {
      rmSync(join(folder, name), { recursive: true, force: true });
    }
  }

  saveBucketLifecycleConfiguration(bucket: string, config: string): void {
    writeFileSync(this.#about(bucket, 'lifecycle.xml'), config);
  }

  deleteBucketLifecycleConfiguration(bucket: string): void {
    rmSync(this.#about(bucket, 'lifecycle.xml'), { force: true });
  }

  upsertObject(bucket: string, object: StoredObject): void {
    this.#filesOf(bucket).put(object);
  }

  deleteObject(bucket: string, key: string): void {
    this.#filesOf(bucket).delete(key);
  }

  deleteObjectsByBucket(bucket: string): void {
    this.#filesOf(bucket).empty();
  }

  deleteAllObjects(): void {
    for (const files of this.#buckets.values()) files.empty();
  }

  renameObject(bucket: string, from: string, to: string): void {
    this.#filesOf(bucket).rename(from, to);
  }

  readBody(bucket: string, key: string): Buffer {
    const body = this.#filesOf(bucket).read(key);
    if (body === undefined) throw this.#noSuchKey(bucket, key);
    return body;
  }

  completeMultipartUpload(_uploadId: string, bucket: string, object: StoredObject): void {
    this.upsertObject(bucket, object);
  }

  insertMultipartUpload(): void {}

  upsertMultipartPart(): void {}

  deleteMultipartUpload(): void {}

  deleteAllMultipartUploads(): void {}

  purgeAll(): void {
    for (const name of [...this.#buckets.keys()]) this.deleteBucket(name);
  }

  close(): void {}

  #about(bucket: string, name: string): string {
    const folder = join(this.#metadata, bucket);
    mkdirSync(folder, { recursive: true });
    return join(folder, name);
  }

  #filesOf(bucket: string): BucketFiles {
    const known = this.#buckets.get(bucket);
    const files =
      known ??
      new BucketFiles({
        objects: join(this.#objects, bucket),
        records: join(this.#metadata, bucket, 'objects'),
      });
    this.#buckets.set(bucket, files);
    return files;
  }
}
