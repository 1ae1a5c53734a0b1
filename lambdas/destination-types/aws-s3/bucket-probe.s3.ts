import type { ObjectName } from '../../platform/aws/calls/object-request.s3.ts';
import type { DeliveryResult, DestinationTarget } from '../destination-type.ts';
import { isDigestMismatch } from './error-codes.ts';
import type { StoreClient } from './store-client.s3.ts';
import { StoreRefusal } from './store-refusal.ts';
import { probeKey, probeObject } from './verification.ts';
import { namingKey, responseError, resultFromException } from './write-result.ts';

/**
 * Verifies that a bucket is writable. The probe needs only `s3:PutObject` and leaves no object
 * behind: it puts an object with a wrong digest, which a store first authorises and then rejects.
 */
export const bucketProbe =
  (now: () => Date) =>
  async (
    client: StoreClient,
    destination: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult> => {
    const at = now();
    const key = probeKey(destination, at);
    const object = probeObject(destination, key, at);
    const verified: DeliveryResult = {
      kind: 'delivered',
      code: 'OK',
      response: { bucket: object.Bucket, key },
    };
    try {
      const { etag, versionId } = await client.putObject(object, signal);
      const name = { Bucket: object.Bucket, Key: key, VersionId: versionId };
      if (etag) await deleteProbe(client, name, signal);
      return responseError(etag) ?? verified;
    } catch (error) {
      return isDigestRejection(error) ? verified : namingKey(resultFromException(error), key);
    }
  };

const isDigestRejection = (error: unknown): boolean =>
  error instanceof StoreRefusal && isDigestMismatch(error.code, error.message);

/**
 * Deletes the probe object from a store that does not validate the digest. The call names the
 * version; without it, a versioned bucket would keep the object below a delete marker. Deleting
 * needs a separate permission, so a failed delete is ignored.
 */
const deleteProbe = async (
  client: StoreClient,
  name: ObjectName,
  signal: AbortSignal,
): Promise<void> => {
  await client.deleteObject(name, signal).catch(() => undefined);
};
