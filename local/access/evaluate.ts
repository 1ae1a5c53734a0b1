import { type Context, satisfies, withVariables } from './conditions.ts';
import type { PermissionStatement, Statement, TrustStatement } from './policy.ts';
import { type NamedAs, namedAs, type Principal } from './principal.ts';
import { matchesPattern } from './wildcards.ts';

/** What is evaluated: an action on a resource. */
export interface Access {
  readonly action: string;
  /** The ARN of the resource. */
  readonly resource: string;
  readonly context: Context;
}

/** Why a principal's own policies do not permit an access. */
export interface Denial {
  readonly policy: 'identity-based' | 'session';
  /** Whether a statement denies it; otherwise no statement allows it. */
  readonly isExplicit: boolean;
}

/** A denial in the words of AWS. */
export const reasonOf = ({ policy, isExplicit }: Denial, action: string): string =>
  isExplicit
    ? `with an explicit deny in ${policy === 'session' ? 'a' : 'an'} ${policy} policy`
    : `because no ${policy} policy allows the ${action} action`;

/** Evaluates a principal's identity-based policies and its session policy. */
export const denialOf = (
  { permissions, sessionPolicy }: Principal,
  access: Access,
): Denial | undefined => {
  const effects = [
    { policy: 'identity-based' as const, effect: permissionEffect(permissions, access) },
    ...(sessionPolicy === undefined
      ? []
      : [{ policy: 'session' as const, effect: permissionEffect(sessionPolicy, access) }]),
  ];
  // An explicit denial decides, regardless of what the other policies allow.
  const denied =
    effects.find(({ effect }) => effect === 'Deny') ??
    effects.find(({ effect }) => effect === undefined);
  return denied && { policy: denied.policy, isExplicit: denied.effect === 'Deny' };
};

/**
 * Whether the principal may assume the role at `access.resource`. If the trust policy names only the
 * principal's account, the principal's own policies must allow it, too. If it names the principal itself,
 * and the role is in the same account, the trust policy is sufficient.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const mayAssume = (
  principal: Principal,
  role: { readonly account: string; readonly trust: readonly TrustStatement[] },
  access: Access,
): boolean => {
  const naming = trustOf(role.trust, principal, access);
  if (naming === undefined) return false;
  const isGranted = naming === 'itself' && role.account === principal.account;
  const permissions = isGranted ? [...principal.permissions, ASSUME] : principal.permissions;
  return denialOf({ ...principal, permissions }, access) === undefined;
};

const ASSUME: PermissionStatement = {
  Effect: 'Allow',
  Action: ['sts:AssumeRole'],
  Resource: ['*'],
  Condition: {},
};

const trustOf = (
  trust: readonly TrustStatement[],
  principal: Principal,
  access: Access,
): NamedAs | undefined => {
  const namings = trust.filter(applies(access)).flatMap(({ Effect, Principal: entries }) => {
    const found = entries.map((entry) => namedAs(entry, principal));
    const naming = found.find((one) => one === 'itself') ?? found.find((one) => one === 'account');
    return naming === undefined ? [] : [{ Effect, naming }];
  });
  if (namings.some(({ Effect }) => Effect === 'Deny')) return undefined;
  return (namings.find(({ naming }) => naming === 'itself') ?? namings[0])?.naming;
};

const permissionEffect = (
  statements: readonly PermissionStatement[],
  access: Access,
): Statement['Effect'] | undefined => {
  const effects = statements
    .filter(applies(access))
    .filter(({ Resource }) => Resource.some((pattern) => coversResource(pattern, access)))
    .map(({ Effect }) => Effect);
  return effects.find((effect) => effect === 'Deny') ?? effects[0];
};

const applies =
  ({ action, context }: Access) =>
  ({ Action, Condition }: Statement): boolean =>
    Action.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase())) &&
    satisfies(Condition, context);

const coversResource = (pattern: string, { resource, context }: Access): boolean => {
  const expected = withVariables(pattern, context);
  return expected !== undefined && matchesPattern(expected, resource);
};
