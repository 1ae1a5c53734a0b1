import type { BlobStore } from './blob-store.ts';
import { isAwsError } from './calls/aws-error.ts';
import type { Objects } from './calls/objects.s3.ts';

/** Timeout for reading an object, in milliseconds: some MB, from the same region. */
const READ_MS = 10_000;

/** The objects of `bucket`. */
export const blobStoreIn = (objects: Objects, Bucket: string): BlobStore => ({
  bucket: Bucket,
  put: (Key, text) => objects.putObject({ Bucket, Key, Body: Buffer.from(text) }),
  read: async (Key, maxBodyBytes) => {
    const abortSignal = AbortSignal.timeout(READ_MS);
    try {
      const { Body } = await objects.getObject({ Bucket, Key }, { abortSignal, maxBodyBytes });
      return Body === undefined ? { kind: 'too-large' } : { kind: 'read', bytes: Body };
    } catch (error) {
      if (isAwsError(error, 'NoSuchKey')) return { kind: 'gone' };
      throw error;
    }
  },
  delete: (Key) => objects.deleteObject({ Bucket, Key }),
});
