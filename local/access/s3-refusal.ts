import { type Denial, reasonOf } from './evaluate.ts';
import type { Refusal } from './identities.ts';
import type { Principal } from './principal.ts';

/** An error that S3 returns. */
export interface S3Refusal {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

export const ACCESS_DENIED: S3Refusal = {
  status: 403,
  code: 'AccessDenied',
  message: 'Access Denied',
};

export const WRONG_REGION: S3Refusal = {
  status: 301,
  code: 'PermanentRedirect',
  message:
    'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all future requests to this endpoint.',
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export const BAD_CREDENTIALS: Readonly<Record<Refusal, S3Refusal>> = {
  unknown: {
    status: 403,
    code: 'InvalidAccessKeyId',
    message: 'The AWS Access Key Id you provided does not exist in our records.',
  },
  'wrong token': {
    status: 400,
    code: 'InvalidToken',
    message: 'The provided token is malformed or otherwise invalid.',
  },
  expired: { status: 400, code: 'ExpiredToken', message: 'The provided token has expired.' },
};

/** What a principal was denied. */
interface Denied {
  readonly principal: Principal;
  readonly denial: Denial;
  readonly action: string;
  readonly resource: string;
  /** The account that owns the bucket. */
  readonly owner: string;
}

/**
 * The refusal of an access. S3 names the policy only to callers of the bucket's account.
 *
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html
 */
export const denied = ({ principal, denial, action, resource, owner }: Denied): S3Refusal => {
  if (principal.account !== owner) return ACCESS_DENIED;
  return {
    ...ACCESS_DENIED,
    message: `User: ${principal.arn} is not authorized to perform: ${action} on resource: "${resource}" ${reasonOf(denial, action)}`,
  };
};
