/** The result of reading an object. */
export type BlobRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-large' };

/** The objects of a bucket owned by the stack. Tenants' buckets are accessed through writers instead. */
export interface BlobStore {
  readonly bucket: string;
  /** Stores `text` as UTF-8 at `key` and overwrites any existing object. */
  put(key: string, text: string): Promise<void>;
  /** Reads an object of at most `mostBytes`. */
  read(key: string, mostBytes: number): Promise<BlobRead>;
  /** Deletes an object, if it exists. */
  delete(key: string): Promise<void>;
}

/** The objects of `bucket`. The S3 client is loaded on first use: most invocations never need it. */
export const blobStoreIn = (bucket: string): BlobStore => {
  let loaded: Promise<BlobStore> | undefined;
  const objects = () => {
    loaded ??= import('./blob-store.s3.ts').then(({ objectsOf, s3Client }) =>
      objectsOf(s3Client(), bucket),
    );
    return loaded;
  };
  return {
    bucket,
    put: async (key, text) => (await objects()).put(key, text),
    read: async (key, mostBytes) => (await objects()).read(key, mostBytes),
    delete: async (key) => (await objects()).delete(key),
  };
};
