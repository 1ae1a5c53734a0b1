import { ACCOUNT } from '../template/names.ts';
import { TEST_CREDENTIALS } from '../test-credentials.ts';
import type { Credential } from './credential.ts';
import type { PermissionStatement } from './policy.ts';
import type { Principal } from './principal.ts';
import { parseRoleArn, type Role, type Roles } from './role.ts';
import { type Session, Sessions } from './sessions.ts';

/** The organization of the local stack's account. */
export const ORGANIZATION = 'o-local00000';

const EVERYTHING: PermissionStatement = {
  Effect: 'Allow',
  Action: ['*'],
  Resource: ['*'],
  Condition: {},
};

const USER_ARN = `arn:aws:iam::${ACCOUNT}:user/local`;

/** The user whose key is the local stack's own test credentials; it may do everything. */
const USER: Principal = {
  account: ACCOUNT,
  organization: ORGANIZATION,
  arn: USER_ARN,
  principalArn: USER_ARN,
  permissions: [EVERYTHING],
  sessionPolicy: undefined,
};

/** Why credentials are refused. */
export type Refusal = 'unknown' | 'wrong token' | 'expired';

/** A caller: the user, or a session of a role. */
export interface Caller {
  readonly principal: Principal;
  readonly session: Session | undefined;
}

/** Who exists: the roles, and the credentials of their sessions. */
export class Identities {
  readonly sessions = new Sessions();
  readonly now: () => number;
  readonly #configuredRoles: () => Roles;
  readonly #ofTemplate = new Map<string, Role>();

  /** @param configuredRoles the roles of `LOCAL_ROLES` */
  constructor(configuredRoles: () => Roles = () => new Map(), now: () => number = Date.now) {
    this.#configuredRoles = configuredRoles;
    this.now = now;
  }

  /** Adds the roles of the template. */
  add(roles: readonly Role[]): void {
    for (const role of roles) this.#ofTemplate.set(role.arn, role);
  }

  role(arn: string): Role | undefined {
    return this.#ofTemplate.get(arn) ?? this.#configuredRoles().get(arn);
  }

  /** The caller with these credentials. */
  authenticate({
    accessKeyId,
    sessionToken,
  }: Partial<Credential> & Pick<Credential, 'accessKeyId'>): Caller | Refusal {
    if (accessKeyId === TEST_CREDENTIALS.accessKeyId)
      return { principal: USER, session: undefined };
    const session = this.sessions.find(accessKeyId);
    if (session === undefined) return 'unknown';
    if (sessionToken !== session.sessionToken) return 'wrong token';
    const isExpired =
      session.expiration !== undefined && session.expiration.getTime() <= this.now();
    return isExpired ? 'expired' : { principal: this.#principalOf(session), session };
  }

  /** The session of a role that was deleted may do nothing. */
  #principalOf({ roleArn, arn, policy }: Session): Principal {
    const role = this.role(roleArn);
    return {
      account: parseRoleArn(roleArn)?.account ?? '',
      organization: role?.organization,
      arn,
      principalArn: roleArn,
      permissions: role?.permissions ?? [],
      sessionPolicy: policy,
    };
  }
}
