import type { Received } from './received.ts';
import { refuseIf } from './refusal.ts';
import type { ObjectAction } from './signature.ts';

/** What a store requires of the optional headers of a put. */
export interface OptionRules {
  /** The account that owns the buckets. @default not checked */
  readonly owner: string;
  /** Answers 501 to these headers, as R2 does. */
  readonly refusesHeaders: readonly string[];
  /** The encryption that a bucket policy demands. */
  readonly requiresEncryption: string;
  /** Whether the bucket is for requesters who pay. */
  readonly requesterPays: boolean;
}

/** The actions that a put needs in addition to PutObject. */
export const extraActions = ({ headers }: Received): ObjectAction[] => [
  ...(headers.has('x-amz-tagging') ? (['PutObjectTagging'] as const) : []),
  ...(headers.has('x-amz-acl') ? (['PutObjectAcl'] as const) : []),
];

/** Rejects a put whose optional headers S3 would reject. */
export const checkOptions = (
  { headers }: Received,
  { owner, refusesHeaders = [], requiresEncryption, requesterPays }: Partial<OptionRules>,
): void => {
  for (const name of refusesHeaders) {
    refuseIf(headers.has(name), 501, 'NotImplemented', `Header '${name}' not implemented`);
  }
  const expected = headers.get('x-amz-expected-bucket-owner') ?? owner;
  refuseIf(expected !== owner && owner !== undefined, 403, 'AccessDenied', 'Access Denied');
  const payer = headers.get('x-amz-request-payer');
  refuseIf(requesterPays === true && payer !== 'requester', 403, 'AccessDenied', 'Access Denied');
  const acl = headers.get('x-amz-acl') ?? 'bucket-owner-full-control';
  refuseIf(acl !== 'bucket-owner-full-control', 400, 'AccessControlListNotSupported');
  const precondition = headers.get('if-none-match') ?? '*';
  refuseIf(precondition !== '*', 501, 'NotImplemented');
  checkEncryption(headers, requiresEncryption);
  checkTags(headers.get('x-amz-tagging'));
};

const checkEncryption = (headers: Received['headers'], required: string | undefined): void => {
  const sse = headers.get('x-amz-server-side-encryption');
  const key = headers.get('x-amz-server-side-encryption-aws-kms-key-id');
  const bucketKey = headers.get('x-amz-server-side-encryption-bucket-key-enabled');
  const isKms = sse === 'aws:kms' || sse === 'aws:kms:dsse';
  refuseIf(required !== undefined && sse !== required, 403, 'AccessDenied', 'Access Denied');
  refuseIf(sse !== undefined && !isKms && sse !== 'AES256', 400, 'InvalidArgument');
  refuseIf(key !== undefined && !isKms, 400, 'InvalidArgument', 'needs aws:kms');
  refuseIf(bucketKey !== undefined && sse !== 'aws:kms', 400, 'InvalidArgument', 'needs aws:kms');
  refuseIf(key?.includes(':key/disabled') === true, 400, 'KMS.DisabledException');
};

const checkTags = (header: string | undefined): void => {
  if (header === undefined) return;
  const tags = [...new URLSearchParams(header)];
  const isFaulty = tags.some(
    ([key, value]) => key === '' || key.length > 128 || value.length > 256,
  );
  refuseIf(tags.length > 10, 400, 'BadRequest', 'Object tags cannot be greater than 10');
  refuseIf(isFaulty || !/^[!-~]*$/.test(header), 400, 'InvalidTag');
};
