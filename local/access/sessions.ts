import { randomBytes } from 'node:crypto';
import type { PermissionStatement } from './policy.ts';
import { parseRoleArn } from './role.ts';

/** Temporary credentials of a role, and what they permit. */
export interface Session {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** @default - the credentials do not expire */
  readonly expiration: Date | undefined;
  readonly roleArn: string;
  /** The ARN of the session: `arn:aws:sts::<account>:assumed-role/<role>/<session>`. */
  readonly arn: string;
  readonly policy: readonly PermissionStatement[] | undefined;
}

/** The parameters of a new session. */
export interface NewSession {
  readonly roleArn: string;
  readonly name: string;
  readonly policy?: readonly PermissionStatement[] | undefined;
  readonly expiration?: Date;
}

/** Session tokens of AWS begin in this way, so that scanners for secrets find them. */
export const TOKEN_PREFIX = 'IQoJb3JpZ2luX2Vj';

/** The characters of access key ids. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** All sessions of this run. Expired ones are kept, because they have an error of their own. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();

  issue({ roleArn, name, policy, expiration }: NewSession): Session {
    const role = parseRoleArn(roleArn);
    if (role === undefined) throw new Error(`${roleArn} is not the ARN of a role`);
    const partition = roleArn.split(':')[1];
    const session = {
      accessKeyId: `ASIA${letters(16)}`,
      secretAccessKey: randomBytes(30).toString('base64'),
      sessionToken: `${TOKEN_PREFIX}${randomBytes(180).toString('base64')}`,
      expiration,
      roleArn,
      arn: `arn:${partition}:sts::${role.account}:assumed-role/${role.name}/${name}`,
      policy,
    };
    this.#sessions.set(session.accessKeyId, session);
    return session;
  }

  find(accessKeyId: string): Session | undefined {
    return this.#sessions.get(accessKeyId);
  }
}

const letters = (count: number): string =>
  Array.from(randomBytes(count), (byte) => ALPHABET[byte % ALPHABET.length]).join('');
