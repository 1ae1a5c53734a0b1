import { isAwsError } from '../../platform/aws/calls/aws-error.ts';
import { retryable } from '../../platform/aws/calls/retry.ts';
import { logger } from '../../platform/aws/logger.ts';
import type { Settings } from '../destination-type.ts';
import { denialIn } from './denial.ts';
import type { StsFailureCode } from './error-codes.ts';
import { RoleError } from './role.ts';

/** Types of policies that limit the access role. The customer has the others. */
const OF_ACCESS_ROLE: ReadonlySet<string | undefined> = new Set([
  'identity-based',
  'session',
  'permissions boundary',
  'service control',
  'vpc endpoint',
]);

/**
 * Converts an error of STS about a customer's role into a result. Errors of our own, such as a policy that
 * is too long or an access role that cannot be assumed, are returned unchanged.
 */
export function toRoleError(
  error: unknown,
  { config: { role_arn = '', region } }: { readonly config: Settings },
  accessRoleArn: string,
): unknown {
  if (isAwsError(error, 'AccessDenied')) return deniedError(error, role_arn, accessRoleArn);
  if (isAwsError(error, 'RegionDisabledException')) {
    const message = `The account of the role has deactivated STS in ${region}.`;
    return new RoleError({ kind: 'rejected', code: 'STS.RegionDisabled', message });
  }
  return temporaryError(error) ?? error;
}

/** The error for a denial: by a policy of the access role if STS says so, otherwise by the customer. */
function deniedError(
  { message: reason }: Error,
  role_arn: string,
  access_role_arn: string,
): RoleError {
  if (!OF_ACCESS_ROLE.has(denialIn(reason).policy)) {
    return new RoleError({
      kind: 'rejected',
      code: 'STS.AccessDenied',
      message: `The role ${role_arn} does not exist, or its trust policy does not allow Waybill to assume it.`,
    });
  }
  logger.warn('access role may not assume a role', { access_role_arn, role_arn, reason });
  return failure(
    'STS.NotPermitted',
    `Waybill is not permitted to assume the role ${role_arn}, regardless of its trust policy. Contact the operator of Waybill.`,
  );
}

/** The error for a call that may succeed later; undefined for any other error. */
export function temporaryError(error: unknown): RoleError | undefined {
  if (error instanceof RoleError) return error;
  const kind = retryable(error);
  return kind && unavailable(kind === 'throttling' ? 'STS.Throttling' : 'STS.Unavailable');
}

export const unavailable = (code: StsFailureCode): RoleError =>
  failure(code, 'AWS STS did not respond.');

/** A failure that the customer did not cause. */
const failure = (code: StsFailureCode, message: string): RoleError =>
  new RoleError({ kind: 'retry', code, message });
