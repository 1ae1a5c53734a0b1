import type { DeliveryResult } from '../../destination-type.ts';
import { denialIn } from '../denial.ts';
import { isRegionRefusal } from '../error-codes.ts';
import type { Step } from './verification-steps.ts';

/** Our own codes for what a verification finds. */
export const OWNER_MISMATCH = 'bucket_owner_mismatch';
export const SESSION_POLICY = 'session_policy';

/**
 * The step that each error code belongs to. From the lists of AWS
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), Cloudflare R2 and Ceph
 * (see error-codes.ts).
 */
const steps: ReadonlyMap<string, Step> = new Map([
  ['connection', 'reach'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['InvalidToken', 'credentials'],
  ['TokenRefreshRequired', 'credentials'],
  ['NotSignedUp', 'credentials'],
  ['RequestExpired', 'credentials'],
  ['http_401', 'credentials'],
  ['NoSuchBucket', 'bucket'],
  ['InvalidBucketName', 'bucket'],
  ['InvalidBucketState', 'bucket'],
  ['NoSuchAccessPoint', 'bucket'],
  ['InvalidAccessPoint', 'bucket'],
  ['InvalidAccessPointAliasError', 'bucket'],
  ['AccessDenied', 'permission'],
  ['AllAccessDisabled', 'permission'],
  ['AccountProblem', 'permission'],
  ['NotEntitled', 'permission'], // R2
  ['UserSuspended', 'permission'], // Ceph
  [OWNER_MISMATCH, 'owner'],
  ['InvalidStorageClass', 'storage_class'],
]);

/** `Unauthorized` (R2), `InvalidTokenId` (MinIO), `AccessKeyDisabled`, … */
const ofCredentials = /unauthori[sz]ed|unauthenticated|credential|access_?key|token|signature/i;

/** Returns the step at which a put with this result stopped; undefined when it passed all steps. */
export function failedStep(result: DeliveryResult): Step | undefined {
  if (result.kind === 'delivered') return undefined;
  const { kind, code, message } = result;
  if (code.startsWith('STS.')) return 'assume_role';
  if (code === SESSION_POLICY) return 'permission';
  if (kind === 'retry') return 'reach';
  if (isAboutEncryption(code, message)) return 'encryption';
  return steps.get(code) ?? stepOfOther(code, message);
}

const isAboutEncryption = (code: string, message: string): boolean =>
  code.startsWith('KMS.') ||
  (code === 'AccessDenied' && denialIn(message).action?.startsWith('kms:') === true);

const stepOfOther = (code: string, message: string): Step => {
  // A response that is not S3's own comes from another server.
  if (code.startsWith('http_')) return 'reach';
  if (isRegionRefusal(code)) return 'region';
  if (ofCredentials.test(code)) return 'credentials';
  return /object ?lock/i.test(`${code} ${message}`) ? 'object_lock' : 'options';
};
