import { addAbortSignal, Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { AWS_CLIENT } from './aws-client.ts';
import type { BlobRead, BlobStore } from './blob-store.ts';

/**
 * Timeout for reading a response body, in milliseconds. The client applies no timeout of its own to
 * the body: some MB, from the same region.
 */
const READ_MS = 10_000;

/** Creates an S3 client with the function's own role. It sends a checksum with every object. */
export const s3Client = (): S3Client =>
  new S3Client({
    ...AWS_CLIENT,
    // For objects over 2 MB the client would send `Expect: 100-continue` on a separate connection each time.
    expectContinueHeader: false,
    // The validating stream does not release its connection when it is abandoned half read.
    responseChecksumValidation: 'WHEN_REQUIRED',
  });

/** The objects of `bucket`. */
export const objectsOf = (s3: S3Client, Bucket: string): BlobStore => ({
  bucket: Bucket,
  put: async (Key, text) => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.from(text) }));
  },
  read: async (Key, mostBytes) => {
    const signal = AbortSignal.timeout(READ_MS);
    try {
      const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }), {
        abortSignal: signal,
      });
      if (!(Body instanceof Readable)) throw new Error('S3 returned no object');
      return await contentOf(addAbortSignal(signal, Body), mostBytes);
    } catch (error) {
      if (error instanceof NoSuchKey) return { kind: 'gone' };
      throw error;
    }
  },
  delete: async (Key) => {
    await s3.send(new DeleteObjectCommand({ Bucket, Key }));
  },
});

/** Reads at most `mostBytes`. Leaving the loop destroys the stream and releases its connection. */
async function contentOf(body: Readable, mostBytes: number): Promise<BlobRead> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > mostBytes) return { kind: 'too-large' };
    chunks.push(chunk);
  }
  return { kind: 'read', bytes: Buffer.concat(chunks) };
}
