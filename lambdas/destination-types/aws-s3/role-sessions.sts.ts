import { hash } from 'node:crypto';
import type { AwsContext } from '../../platform/aws/calls/aws-context.ts';
import { isAwsError } from '../../platform/aws/calls/aws-error.ts';
import {
  SecurityTokens,
  type SessionCredentials,
} from '../../platform/aws/calls/security-tokens.sts.ts';
import { count } from '../../platform/aws/metrics-emitter.ts';
import { partitionInArn } from '../../platform/aws/partitions.ts';
import { type Session, SessionCache } from '../../platform/aws/session-cache.ts';
import type { DestinationTarget } from '../destination-type.ts';
import { denyAll, sessionPolicy } from './policy-statements.ts';
import { RoleError } from './role.ts';
import { temporaryError, toRoleError, unavailable } from './sts-errors.ts';

/** The destination, as far as its role is concerned. */
export type RoleTarget = Pick<DestinationTarget, 'id' | 'config' | 'external_id'>;

/** Whether a role refuses to be assumed without the external id, or with another one. */
export type Enforcement = 'enforced' | 'not_enforced' | 'undecided';

/** As long as IAM allows for a role that another role assumes. */
const SESSION_SECONDS = 3_600;

/** The shortest session that STS issues. */
const MIN_SESSION_SECONDS = 900;

/** An instance rarely writes to more destinations with a role in an hour. */
const MAX_SESSIONS = 1_000;

/**
 * Assumes the roles of customers. The function's role first assumes the stage's access role, because
 * customers' trust policies name only that one.
 */
export class RoleSessions {
  readonly #context: AwsContext;
  readonly #accessRoleArn: string;
  readonly #access: SessionCache;
  readonly #sessions: SessionCache;

  constructor(context: AwsContext, accessRoleArn: string) {
    this.#context = context;
    this.#accessRoleArn = accessRoleArn;
    this.#access = new SessionCache(context.clock, 1);
    this.#sessions = new SessionCache(context.clock, MAX_SESSIONS);
  }

  /**
   * Returns a session of the destination's role. Destinations share a session if it allows the same.
   *
   * @throws RoleError if the customer or STS does not grant one, or an error of our own
   */
  async sessionFor(target: RoleTarget, signal: AbortSignal): Promise<Session> {
    // Other callers may wait for the same session: the call continues if this caller aborts.
    return untilAborted(
      this.#sessions.get(this.#keyOf(target), () => this.#assume(target)),
      signal,
    );
  }

  /** Like {@link sessionFor}, but always asks STS: the trust policy may have changed. */
  async renew(target: RoleTarget, signal: AbortSignal): Promise<Session> {
    return untilAborted(
      this.#sessions.renew(this.#keyOf(target), () => this.#assume(target)),
      signal,
    );
  }

  /** Forgets a session that S3 no longer accepts. */
  forget(target: RoleTarget, session: Session): void {
    this.#sessions.forget(this.#keyOf(target), session);
  }

  /**
   * Tries to assume the role without an external id, and with a wrong one. Both must be denied.
   * Otherwise another tenant could name the role. The sessions could do nothing, and are discarded.
   *
   * @param wrongId a well-formed external id that no tenant has
   */
  async enforcement(
    target: RoleTarget,
    wrongId: string,
    signal: AbortSignal,
  ): Promise<Enforcement> {
    const verdicts = await Promise.all(
      [undefined, wrongId].map((external_id) => this.#isDenied(target, external_id, signal)),
    );
    if (verdicts.includes(false)) return 'not_enforced';
    return verdicts.includes(undefined) ? 'undecided' : 'enforced';
  }

  /** Whether the call is denied; undefined if STS does not say. */
  async #isDenied(
    target: RoleTarget,
    externalId: string | undefined,
    signal: AbortSignal,
  ): Promise<boolean | undefined> {
    const input = { ExternalId: externalId, DurationSeconds: MIN_SESSION_SECONDS, Policy: denyAll };
    try {
      await untilAborted(this.#call(target, input), signal);
      return false;
    } catch (error) {
      if (error instanceof RoleError) {
        return error.result.code === 'STS.AccessDenied' ? true : undefined;
      }
      throw error;
    }
  }

  #keyOf({ config, external_id }: RoleTarget): string {
    const policy = sessionPolicy(config, partitionInArn(this.#accessRoleArn));
    return JSON.stringify([config.role_arn, external_id, policy]);
  }

  async #assume(target: RoleTarget): Promise<SessionCredentials> {
    const credentials = await this.#call(target, {
      ExternalId: target.external_id,
      DurationSeconds: SESSION_SECONDS,
      Policy: sessionPolicy(target.config, partitionInArn(this.#accessRoleArn)),
    });
    count('RolesAssumed');
    return credentials;
  }

  /** Asks STS in the stage's region, and in the bucket's if the account has disabled the former. */
  async #call(target: RoleTarget, input: CustomerRoleInput): Promise<SessionCredentials> {
    const { region = '' } = target.config;
    try {
      return await this.#callIn(this.#context.region, target, input);
    } catch (error) {
      const isElsewhere = region !== this.#context.region;
      if (!isElsewhere || !isAwsError(error, 'RegionDisabledException'))
        throw toRoleError(error, target, this.#accessRoleArn);
    }
    try {
      return await this.#callIn(region, target, input);
    } catch (error) {
      throw toRoleError(error, target, this.#accessRoleArn);
    }
  }

  async #callIn(
    region: string,
    { id, config: { role_arn = '' } }: RoleTarget,
    input: CustomerRoleInput,
  ): Promise<SessionCredentials> {
    const access = await this.#access.get('', () => this.#assumeAccessRole());
    const { credentials } = access;
    const tokens = new SecurityTokens({ ...this.#context, region, credentials });
    try {
      const RoleSessionName = sessionName(id);
      return await tokens.assumeRole({ ...input, RoleArn: role_arn, RoleSessionName });
    } catch (error) {
      // The access role was created again, for example. The next call assumes the new one.
      if (isAwsError(error, 'InvalidClientTokenId') || isAwsError(error, 'ExpiredToken')) {
        this.#access.forget('', access);
      }
      throw error;
    }
  }

  async #assumeAccessRole(): Promise<SessionCredentials> {
    try {
      return await new SecurityTokens(this.#context).assumeRole({
        RoleArn: this.#accessRoleArn,
        RoleSessionName: 'waybill',
        DurationSeconds: SESSION_SECONDS,
      });
    } catch (error) {
      // The customer did not cause this: the trust policy of the access role may be wrong.
      throw (
        temporaryError(error) ?? new Error('the access role cannot be assumed', { cause: error })
      );
    }
  }
}

interface CustomerRoleInput {
  readonly ExternalId: string | undefined;
  readonly DurationSeconds: number;
  readonly Policy: string;
}

/**
 * Waits for `work` until `signal` is aborted.
 *
 * @throws RoleError when it is: STS, not the store, took too long
 */
function untilAborted<Value>(work: Promise<Value>, signal: AbortSignal): Promise<Value> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(unavailable('STS.Unavailable'));
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/**
 * The name of the sessions of a destination, which the customer's CloudTrail shows: 2 to 64 characters
 * of `\w+=,.@-` (API_AssumeRole).
 */
const sessionName = (destinationId: string): string => {
  const name = `waybill-${destinationId}`;
  if (/^[\w+=,.@-]{2,64}$/.test(name)) return name;
  const digest = hash('sha256', destinationId).slice(0, 16);
  return `${name.replace(/[^\w+=,.@-]/g, '-').slice(0, 47)}-${digest}`;
};
