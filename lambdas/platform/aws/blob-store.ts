/** What came of reading an object. */
export type BlobRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'too-large' };

/** The objects of a bucket of ours. Tenants' buckets are for writers to reach, not for this. */
export interface BlobStore {
  readonly bucket: string;
  /** Puts a text, as UTF-8, over whatever stands at `key`. */
  put(key: string, text: string): Promise<void>;
  /** Reads an object of at most `mostBytes`. */
  read(key: string, mostBytes: number): Promise<BlobRead>;
  /** Deletes an object, if it is there. */
  delete(key: string): Promise<void>;
}

/** The objects of `bucket`. Its client is loaded when it is first needed: most runs never do. */
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
