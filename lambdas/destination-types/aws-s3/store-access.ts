import type { Session } from '../../platform/aws/session-cache.ts';
import type { DeliveryResult, DestinationTarget } from '../destination-type.ts';
import type { RoleSessions } from './role-sessions.sts.ts';
import type { StoreClient } from './store-client.s3.ts';
import { type ClientFor, signedAs } from './store-clients.s3.ts';
import { presentable } from './write-result.ts';

/** Does `work` with a client that may access the destination's store. */
export type WithClient = (
  destination: DestinationTarget,
  signal: AbortSignal,
  work: (client: StoreClient) => Promise<DeliveryResult>,
) => Promise<DeliveryResult>;

/**
 * A session that S3 rejects when it is younger than this was not changed in the meantime: the customer
 * must act.
 */
const STALE_AFTER_MS = 60_000;

/**
 * Accesses stores with the destination's access key, or with a session of its role. A customer may
 * revoke the sessions of a role, so a rejected session is replaced once.
 */
export const storeAccess =
  (clientFor: ClientFor, roles: RoleSessions, now: () => Date): WithClient =>
  async (destination, signal, work) => {
    const { config, credentials } = destination;
    if (!config.role_arn) return work(clientFor(config, signedAs(credentials)));
    const workWith = async (session: Session) =>
      presentable(await work(clientFor(config, session.credentials)), secretsOf(session));
    const session = await roles.sessionFor(destination, signal);
    const result = await workWith(session);
    const ageMs = now().getTime() - session.issuedAt.getTime();
    if (!isOfSession(result, ageMs)) return result;
    roles.forget(destination, session);
    return workWith(await roles.sessionFor(destination, signal));
  };

/** The parts of a session that no message may contain. */
const secretsOf = ({ credentials }: Session): readonly string[] => {
  const { accessKeyId, secretAccessKey, sessionToken = '' } = credentials;
  return [accessKeyId, secretAccessKey, sessionToken];
};

/**
 * Codes for credentials that S3 does not accept. The key and token of a session are ours: it has expired, or
 * the customer has deleted the role and created it again.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
 */
const SESSION_CODES: ReadonlySet<string> = new Set([
  'ExpiredToken',
  'InvalidToken',
  'TokenRefreshRequired',
  'InvalidAccessKeyId',
]);

const isOfSession = ({ code }: DeliveryResult, ageMs: number): boolean =>
  SESSION_CODES.has(code) || (code === 'AccessDenied' && ageMs > STALE_AFTER_MS);
