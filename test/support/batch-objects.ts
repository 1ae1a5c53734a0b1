import { gunzipSync, zstdDecompressSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';

/** An object of a batch. */
export interface BatchObject {
  readonly key: string;
  /** Its lines, as text. */
  readonly rows: readonly string[];
  readonly bytes: Buffer;
  readonly contentType: string | undefined;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Reads the objects of batches whose keys begin with `prefix`, sorted by key. */
export async function batchObjectsIn(
  s3: S3Client,
  Bucket: string,
  prefix: string,
): Promise<BatchObject[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix: prefix }));
  return Promise.all(
    Contents.map(async ({ Key: key = '' }) => {
      const object = await s3.send(new GetObjectCommand({ Bucket, Key: key }));
      const bytes = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
      return {
        ...{ key, bytes, rows: rowsIn(key, bytes) },
        contentType: object.ContentType,
        metadata: object.Metadata ?? {},
      };
    }),
  );
}

/** The lines of an object, each of which ends with a line feed. */
export function rowsIn(key: string, bytes: Buffer): string[] {
  const text = decompressed(key, bytes).toString();
  if (!text.endsWith('\n')) throw new Error(`${key} does not end with a line feed`);
  return text.slice(0, -1).split('\n');
}

const decompressed = (key: string, bytes: Buffer): Buffer => {
  if (key.endsWith('.gz')) return gunzipSync(bytes);
  return key.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
};
