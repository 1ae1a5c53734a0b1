import type { LocalBucket } from '../buckets/local-bucket.ts';
import { contextWith } from './conditions.ts';
import { type Credential, credentialOf } from './credential.ts';
import { denialOf } from './evaluate.ts';
import type { Identities } from './identities.ts';
import { accessesFor, type ObjectRequest } from './object-actions.ts';
import { type Principal, principalKeys } from './principal.ts';
import {
  ACCESS_DENIED,
  BAD_CREDENTIALS,
  denied,
  type S3Refusal,
  WRONG_REGION,
} from './s3-refusal.ts';

/** The ids of temporary credentials. The keys of users are accepted without a check. */
const TEMPORARY = /^ASIA/;

/** A request to the object store, and the context that decides whether it is allowed. */
interface Check {
  readonly identities: Identities;
  readonly request: ObjectRequest;
  /** The request's bucket; undefined if there is none of that name. */
  readonly bucket: LocalBucket | undefined;
}

/** Why S3 refuses a request before it looks at the object; undefined if it does not. */
export const refusalOf = (check: Check): S3Refusal | undefined => {
  const { request, bucket } = check;
  const credential = credentialOf(request.headers, request.query);
  if (credential === undefined) return bucket && refusalOfUnsigned(request);
  const caller = callerOf(credential, check.identities);
  if (typeof caller === 'string') return BAD_CREDENTIALS[caller];
  if (bucket === undefined) return caller && refusalOfNewBucket(request);
  if (bucket.isRegionChecked && credential.region !== bucket.region) return WRONG_REGION;
  const expectedOwner = request.headers['x-amz-expected-bucket-owner'];
  if (expectedOwner !== undefined && expectedOwner !== bucket.owner) return ACCESS_DENIED;
  return caller && denialFor(caller.principal, request, bucket);
};

/**
 * Clients find a bucket's region with an unsigned HEAD; S3 refuses it and names the region. Other
 * unsigned requests are for the user of the local stack.
 */
const refusalOfUnsigned = ({ method, key }: ObjectRequest): S3Refusal | undefined =>
  method === 'HEAD' && key === '' ? ACCESS_DENIED : undefined;

const refusalOfNewBucket = ({ method, key }: ObjectRequest): S3Refusal | undefined =>
  method === 'PUT' && key === '' ? ACCESS_DENIED : undefined;

const callerOf = (credential: Credential, identities: Identities) =>
  TEMPORARY.test(credential.accessKeyId) ? identities.authenticate(credential) : undefined;

/** Bucket policies do not exist here: they are taken to allow what the caller's own policies allow. */
const denialFor = (
  principal: Principal,
  request: ObjectRequest,
  bucket: LocalBucket,
): S3Refusal | undefined => {
  const needed = accessesFor(request);
  if (needed === undefined) return ACCESS_DENIED;
  const context = contextOf(principal, request, bucket);
  for (const { action, resource } of needed) {
    const denial = denialOf(principal, { action, resource, context });
    if (denial) return denied({ principal, denial, action, resource, owner: bucket.owner });
  }
  return undefined;
};

/** Headers that are condition keys, too. */
const CONDITION_HEADERS = new Set([
  'x-amz-acl',
  'x-amz-server-side-encryption',
  'x-amz-server-side-encryption-aws-kms-key-id',
  'x-amz-storage-class',
]);

const contextOf = (principal: Principal, { headers }: ObjectRequest, { owner }: LocalBucket) => {
  const conditions = Object.entries(headers).filter(([name]) => CONDITION_HEADERS.has(name));
  return contextWith({
    ...principalKeys(principal),
    'aws:ResourceAccount': owner,
    's3:ResourceAccount': owner,
    ...Object.fromEntries(conditions.map(([name, value]) => [`s3:${name}`, String(value)])),
  });
};
