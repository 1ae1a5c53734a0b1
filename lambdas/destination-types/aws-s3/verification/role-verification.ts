import type { DestinationTarget } from '../../destination-type.ts';
import type { StepResult, Verified } from '../../verification.ts';
import { RoleError } from '../role.ts';
import type { RoleSessions } from '../role-sessions.sts.ts';

/** The verification of a role. Without a result, the role can be used, and only by its tenant. */
type RoleVerified = Omit<Verified, 'result'> & { readonly result?: Verified['result'] };

const notEnforced = {
  kind: 'rejected',
  code: 'external_id_not_enforced',
  message:
    "The role can be assumed without the tenant's external id: add the condition on sts:ExternalId to its trust policy.",
} as const;

const undecided = {
  kind: 'retry',
  code: 'STS.Unavailable',
  message:
    'It is unknown whether the role demands the external id: AWS STS did not respond, or Waybill is not permitted to assume the role.',
} as const;

/**
 * Verifies that the role of a destination can be assumed, and only with the external id. It is assumed with
 * the external id first: otherwise the two denials would prove nothing. A destination without a role needs
 * neither.
 *
 * @param wrongId a well-formed external id that no tenant has
 */
export async function verifyRole(
  roles: RoleSessions,
  destination: DestinationTarget,
  wrongId: string,
  signal: AbortSignal,
): Promise<RoleVerified> {
  if (!destination.config.role_arn) return { steps: [] };
  try {
    await roles.renew(destination, signal);
  } catch (error) {
    if (!(error instanceof RoleError)) throw error;
    const { result } = error;
    const mayBeEarly = result.code === 'STS.AccessDenied';
    return { steps: [failed('assume_role', result)], result, mayBeEarly };
  }
  const assumed: StepResult = { name: 'assume_role', status: 'passed' };
  switch (await roles.enforcement(destination, wrongId, signal)) {
    case 'enforced':
      return {
        steps: [assumed, { name: 'external_id', status: 'passed' }],
        access: 'proven',
      };
    case 'not_enforced':
      return {
        steps: [assumed, failed('external_id', notEnforced)],
        access: 'refused',
        result: notEnforced,
      };
    case 'undecided': {
      const { code, message } = undecided;
      return {
        steps: [assumed, { name: 'external_id', status: 'unknown', code, message }],
        result: undecided,
      };
    }
  }
}

const failed = (name: string, { code, message }: typeof notEnforced | RoleError['result']) =>
  ({ name, status: 'failed', code, message }) as const;
