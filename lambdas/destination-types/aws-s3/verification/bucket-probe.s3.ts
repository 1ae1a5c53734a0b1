import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { DeliveryResult, DestinationTarget } from '../../destination-type.ts';
import { denialIn } from '../denial.ts';
import { isDigestMismatch } from '../error-codes.ts';
import { isAlreadyExisting } from '../put-object.s3.ts';
import type { BodySettings } from '../s3-object.ts';
import type { StoreClient, StoredObject } from '../store-client.s3.ts';
import { StoreRefusal } from '../store-refusal.ts';
import { namingKey, responseError, resultFromException } from '../write-result.ts';
import { failedStep, OWNER_MISMATCH, SESSION_POLICY } from './failed-step.ts';
import { probeObject } from './probe-object.ts';
import { isAfter } from './verification-steps.ts';

/**
 * Verifies that a bucket is writable. The probe needs only `s3:PutObject` and leaves no object
 * behind: it puts an object with a wrong digest, which a store first authorizes and then rejects.
 */
export const bucketProbe =
  (settings: BodySettings, now: () => Date) =>
  async (
    client: StoreClient,
    destination: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult> => {
    const object = await probeObject(destination, now(), settings);
    const result = await putProbe(client, object, signal);
    if (destination.config.role_arn && isOfSessionPolicy(result)) return ofSessionPolicy;
    if (failedStep(result) !== 'permission') return result;
    const { ExpectedBucketOwner: owner, ...anyOwners } = object;
    const isOwners = owner !== undefined && isPermitted(await putProbe(client, anyOwners, signal));
    return isOwners ? ofAnotherOwner(owner) : namingKey(result, object.Key);
  };

const putProbe = async (
  client: StoreClient,
  object: PutObjectInput,
  signal: AbortSignal,
): Promise<DeliveryResult> => {
  const { Bucket: bucket, Key: key } = object;
  const verified = { kind: 'delivered', code: 'OK', response: { bucket, key } } as const;
  try {
    const stored = await client.putObject(object, signal);
    await deleteProbe(client, object, stored, signal);
    return responseError(stored.etag) ?? verified;
  } catch (error) {
    return isExpected(error, object) ? verified : resultFromException(error);
  }
};

/** Whether the store authorized the put before it rejected it. An object may exist under the key. */
const isExpected = (error: unknown, object: PutObjectInput): boolean =>
  isAlreadyExisting(error, object) ||
  (error instanceof StoreRefusal && isDigestMismatch(error.code, error.message));

/**
 * Deletes the probe object from a store that does not validate the digest. The call names the
 * version; without it, a versioned bucket would keep the object below a delete marker. A bucket with
 * suspended versioning replaces the object by a marker, whose version is `null`. Deleting needs a
 * separate permission, so a failed delete is ignored.
 */
const deleteProbe = async (
  client: StoreClient,
  { Bucket, Key }: PutObjectInput,
  { versionId }: StoredObject,
  signal: AbortSignal,
): Promise<void> => {
  try {
    const marker = await client.deleteObject({ Bucket, Key, VersionId: versionId }, signal);
    if (marker === 'null' && versionId === undefined) {
      await client.deleteObject({ Bucket, Key, VersionId: marker }, signal);
    }
  } catch {}
};

/** Whether the store permitted the put, even if it rejected the object for another reason. */
const isPermitted = (result: DeliveryResult): boolean => {
  const step = failedStep(result);
  return step === undefined || isAfter(step, 'permission');
};

const isOfSessionPolicy = (result: DeliveryResult): boolean =>
  result.kind === 'rejected' && denialIn(result.message).policy === 'session';

const ofSessionPolicy: DeliveryResult = {
  kind: 'retry',
  code: SESSION_POLICY,
  message:
    'The session policy that Waybill requested denies s3:PutObject: contact the operator of this service.',
};

const ofAnotherOwner = (owner: string): DeliveryResult => ({
  kind: 'rejected',
  code: OWNER_MISMATCH,
  message: `The bucket does not belong to the account ${owner}.`,
});
