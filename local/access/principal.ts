import type { PermissionStatement } from './policy.ts';

/** A caller whose permissions are evaluated. */
export interface Principal {
  readonly account: string;
  /** The organization of the account, if any. */
  readonly organization: string | undefined;
  /** The ARN that error messages show: of a user, or of a role session. */
  readonly arn: string;
  /** The value of `aws:PrincipalArn`: the ARN of the user or the role. */
  readonly principalArn: string;
  readonly permissions: readonly PermissionStatement[];
  /** The policy that the session was created with. */
  readonly sessionPolicy: readonly PermissionStatement[] | undefined;
}

/** The condition keys of every request of a principal. */
export const principalKeys = ({ account, organization, principalArn }: Principal) => ({
  'aws:PrincipalAccount': account,
  'aws:PrincipalArn': principalArn,
  'aws:PrincipalOrgID': organization,
  // Outside the local stack, the same requests use TLS.
  'aws:SecureTransport': 'true',
});

/** How a trust policy names a caller: itself, or only its account. */
export type NamedAs = 'itself' | 'account';

/** Whether an entry of a `Principal` element means the caller. */
export const namedAs = (entry: string, principal: Principal): NamedAs | undefined => {
  if (entry === '*' || entry === principal.arn || entry === principal.principalArn) return 'itself';
  const account = /^arn:[^:]+:iam::(\d{12}):root$/.exec(entry)?.[1] ?? entry;
  return account === principal.account ? 'account' : undefined;
};
