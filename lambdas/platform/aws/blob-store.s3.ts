import { isAwsError } from './calls/aws-error.ts';
import type { Objects } from './calls/objects.s3.ts';

/** The result of reading an object. */
type BlobRead =
  | { readonly kind: 'read'; readonly bytes: Buffer }
  | { readonly kind: 'gone' }
  | { readonly kind: 'archived' }
  | { readonly kind: 'encrypted-by-client-key' }
  | { readonly kind: 'too-large' };

/** The objects of a bucket owned by the stack. Tenants' buckets are accessed through writers instead. */
export interface BlobStore {
  readonly bucket: string;
  /** Stores `text` as UTF-8 at `key` and overwrites any existing object. */
  put(key: string, text: string): Promise<void>;
  /** Reads an object of at most `maxBytes`. */
  read(key: string, maxBytes: number): Promise<BlobRead>;
  /** Deletes an object, if it exists. */
  delete(key: string): Promise<void>;
}

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
      const kind = reasonIn(error);
      if (kind === undefined) throw error;
      return { kind };
    }
  },
  delete: (Key) => objects.deleteObject({ Bucket, Key }),
});

/**
 * Why an object is permanently unreadable; undefined for any other error. S3 has no separate code for an
 * object that is encrypted with a key of its client (SSE-C).
 */
function reasonIn(error: unknown): 'gone' | 'archived' | 'encrypted-by-client-key' | undefined {
  if (isAwsError(error, 'NoSuchKey')) return 'gone';
  if (isAwsError(error, 'InvalidObjectState')) return 'archived';
  const isEncrypted =
    isAwsError(error, 'InvalidRequest') && /server.side encryption/i.test(error.message);
  return isEncrypted ? 'encrypted-by-client-key' : undefined;
}
