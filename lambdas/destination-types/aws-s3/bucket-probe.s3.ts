import { DeleteObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { Place } from '../destination-type.ts';
import type { Verdict } from '../verdict.ts';
import { probeKey, probeObject } from './probe-object.ts';
import type { ClientFor } from './s3-clients.s3.ts';
import { namingKey, noStoreVerdict } from './s3-errors.ts';
import { failureVerdict } from './sdk-failure.ts';
import { StoreRefusal } from './store-refusal.ts';

/**
 * Checks that a bucket can be written to with nothing but `s3:PutObject`, leaving nothing behind: it
 * puts an object whose `Content-MD5` is wrong, which a store authorises first and then refuses.
 */
export const bucketProbe =
  (clientFor: ClientFor, now: () => Date) =>
  async (place: Place, signal: AbortSignal): Promise<Verdict> => {
    const key = probeKey(place, now());
    const object = probeObject(place, key);
    const client = clientFor(place);
    const verified: Verdict = {
      kind: 'delivered',
      code: 'OK',
      response: { bucket: object.Bucket, key },
    };
    try {
      const { ETag } = await client.send(new PutObjectCommand(object), { abortSignal: signal });
      if (!ETag) return noStoreVerdict();
      await removed(client, object, signal);
      return verified;
    } catch (error) {
      return isDigestRefusal(error) ? verified : namingKey(failureVerdict(error), key);
    }
  };

const isDigestRefusal = (error: unknown): boolean =>
  error instanceof StoreRefusal && ['BadDigest', 'InvalidDigest'].includes(error.code ?? '');

/** For stores that do not look at `Content-MD5`. Deleting takes a permission of its own: no fault when it is missing. */
const removed = async (
  client: S3Client,
  { Bucket, Key }: { readonly Bucket: string; readonly Key: string },
  signal: AbortSignal,
): Promise<void> => {
  await client
    .send(new DeleteObjectCommand({ Bucket, Key }), { abortSignal: signal })
    .catch(() => undefined);
};
