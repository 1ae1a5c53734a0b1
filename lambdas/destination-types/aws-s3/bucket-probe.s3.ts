import {
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { Place } from '../destination-type.ts';
import type { Verdict } from '../verdict.ts';
import { isDigestMismatch } from './digest.ts';
import { probeKey, probeObject } from './probe-object.ts';
import type { ClientFor } from './s3-clients.s3.ts';
import { answerFault, namingKey } from './s3-errors.ts';
import { failureVerdict } from './sdk-failure.ts';
import { StoreRefusal } from './store-refusal.ts';

/**
 * Checks that a bucket can be written to with nothing but `s3:PutObject`, leaving nothing behind: it
 * puts an object whose digest is wrong, which a store authorises first and then refuses.
 */
export const bucketProbe =
  (clientFor: ClientFor, now: () => Date) =>
  async (place: Place, signal: AbortSignal): Promise<Verdict> => {
    const at = now();
    const key = probeKey(place, at);
    const object = probeObject(place, key, at);
    const client = clientFor(place);
    const verified: Verdict = {
      kind: 'delivered',
      code: 'OK',
      response: { bucket: object.Bucket, key },
    };
    try {
      const { ETag, VersionId } = await client.send(new PutObjectCommand(object), {
        abortSignal: signal,
      });
      if (ETag) await removed(client, { Bucket: object.Bucket, Key: key, VersionId }, signal);
      return answerFault(ETag) ?? verified;
    } catch (error) {
      return isDigestRefusal(error) ? verified : namingKey(failureVerdict(error), key);
    }
  };

const isDigestRefusal = (error: unknown): boolean =>
  error instanceof StoreRefusal && isDigestMismatch(error.code, error.message);

/**
 * For stores that do not look at the digest. Without its version, a versioned bucket would keep the
 * object below a delete marker. Deleting takes a permission of its own: no fault when it is missing.
 */
const removed = async (
  client: S3Client,
  object: DeleteObjectCommandInput,
  signal: AbortSignal,
): Promise<void> => {
  await client
    .send(new DeleteObjectCommand(object), { abortSignal: signal })
    .catch(() => undefined);
};
