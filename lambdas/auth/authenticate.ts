import { createHash, timingSafeEqual } from 'node:crypto';
import { count } from '../platform/aws/metrics-emitter.ts';
import { type FindCurrentTenants, incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { ForbiddenError, UnauthorizedError } from '../platform/errors.ts';
import type { HttpRequest, Route } from '../platform/http/http-request.ts';
import { type Access, includesScope, type RequiredScope } from '../platform/http/operation.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import type { SecretValues } from './rotating-secret.secrets.ts';
import { documented } from './security-schemes.ts';
import { readToken, type TenantToken, type TokenSubject } from './tenant-token.ts';

/** Dependencies of authentication. */
export interface AuthDeps {
  readonly apiKeys: SecretValues;
  readonly tokenSecrets: SecretValues;
  /** The live tenant with that id. A token may outlive the tenant it was issued for. */
  readonly liveTenant: (tenantId: string) => Promise<TokenSubject | undefined>;
  readonly findCurrentTenants: FindCurrentTenants;
  /** The rate limit on a tenant's requests with its tokens; undefined for none. */
  readonly requestLimit: Limit | undefined;
  readonly now: () => Date;
}

/** Authenticates the callers of `routes`. Each operation accepts the callers that its `access` names. */
export const authenticated = (deps: AuthDeps, routes: readonly Route[]): Route[] =>
  routes.map((route) => {
    const { access } = route;
    if (access === 'public') return route;
    const handle = async (request: HttpRequest) => {
      const token = await verifyBearerToken(deps, request);
      const handleAuthorized = () => route.handle(authorize(deps, access, request, token));
      return token ? chargeTime(deps, token.subject, handleAuthorized) : handleAuthorized();
    };
    return { ...route, doc: documented(route), handle };
  });

/**
 * The request with what its caller may access.
 *
 * @throws ForbiddenError for a token that the operation does not accept
 */
function authorize(
  deps: AuthDeps,
  access: Exclude<Access, 'public'>,
  request: HttpRequest,
  token: TenantToken | undefined,
): HttpRequest {
  if (access === 'apiKey') {
    if (token === undefined) return request;
    throw new ForbiddenError('this path requires an API key; tenant tokens are not accepted');
  }
  if (token !== undefined) checkToken(token, access, request.params.tenant_id);
  const subject = token?.subject;
  return { ...request, subject: subject?.id, findCurrentTenants: currentTenantsFor(deps, subject) };
}

/**
 * Counts each full second that a request takes as one more request. Otherwise a tenant could occupy
 * hundreds of the account's concurrent executions with requests that wait or read a lot.
 */
async function chargeTime<Response>(
  { requestLimit, now }: AuthDeps,
  subject: TokenSubject,
  handle: () => Promise<Response> | Response,
): Promise<Response> {
  const begun = now();
  try {
    return await handle();
  } finally {
    const ended = now();
    const seconds = Math.floor((ended.getTime() - begun.getTime()) / 1_000);
    if (requestLimit && seconds > 0)
      await requestLimit.charge(limitedName(subject), ended, seconds);
  }
}

/** @throws ForbiddenError for a token of another tenant, or without the scope */
function checkToken(
  { subject, scope }: TenantToken,
  required: RequiredScope,
  tenantId: string | undefined,
): void {
  if (tenantId !== undefined && tenantId !== subject.id)
    throw new ForbiddenError('the token belongs to another tenant');
  if (includesScope(scope, required)) return;
  const needs = required === 'full' ? 'a tenant token without a scope' : `the scope ${required}`;
  throw new ForbiddenError(`this operation requires ${needs}; the scope of the token is ${scope}`, {
    required_scope: required,
  });
}

/** The caller's tenant token; undefined when the caller is the platform. */
async function verifyBearerToken(
  deps: AuthDeps,
  request: HttpRequest,
): Promise<TenantToken | undefined> {
  const bearer = parseBearer(request);
  if (isApiKey(bearer, await deps.apiKeys())) return undefined;
  const token = await readToken(bearer, await deps.tokenSecrets(), deps.now());
  if (token === undefined || !(await isCurrent(deps, token.subject))) throw unauthorizedError();
  return token;
}

/**
 * Whether the tenant of a token still exists, and the token has not been revoked.
 *
 * @throws OverLimitError when the tenant's tokens make too many requests
 */
export async function isCurrent(deps: AuthDeps, subject: TokenSubject): Promise<boolean> {
  // Before any other read, to keep the cost of a rate-limited request low.
  if (deps.requestLimit)
    await checkRequestRate(deps.requestLimit, limitedName(subject), deps.now());
  const { id, incarnation, token_generation } = subject;
  const live = await deps.liveTenant(id);
  return (
    live !== undefined &&
    live.incarnation === incarnation &&
    live.token_generation === token_generation
  );
}

/**
 * What the requests of a token are counted under: its tenant, for all current tokens of the tenant. Those
 * that were revoked, or issued for an earlier tenant with the same id, must not use up the limit of the
 * current ones.
 */
const limitedName = ({ id, incarnation, token_generation }: TokenSubject): string =>
  [incarnationKey(id, incarnation), token_generation]
    .filter((part) => part !== undefined)
    .join('/');

/**
 * A caller with a token sees the tenant incarnation it was authenticated as, even if the tenant is
 * deleted and created again during the request.
 */
const currentTenantsFor = (
  deps: AuthDeps,
  subject: TokenSubject | undefined,
): FindCurrentTenants =>
  subject === undefined
    ? deps.findCurrentTenants
    : async () => new Map([[subject.id, incarnationKey(subject.id, subject.incarnation)]]);

async function checkRequestRate(limit: Limit, tenant: string, now: Date): Promise<void> {
  await checkRateLimit(limit, tenant, 'requests for this tenant', now).catch((error: unknown) => {
    count('RequestsThrottled');
    throw error;
  });
}

/** The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1). */
function parseBearer({ headers }: HttpRequest): string {
  const { authorization } = headers;
  if (!authorization) throw new UnauthorizedError('the Authorization header is missing');
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (!token)
    throw new UnauthorizedError('the Authorization header must be: Bearer <API key or token>');
  return token;
}

const unauthorizedError = (): UnauthorizedError =>
  new UnauthorizedError('the API key or token is invalid or has expired');

/**
 * Whether `given` is one of `keys`. The comparison takes constant time, so its duration reveals
 * nothing about the keys. An empty key never matches.
 */
const isApiKey = (given: string, keys: readonly string[]): boolean =>
  keys.filter((key) => key !== '' && timingSafeEqual(digest(given), digest(key))).length > 0;

/** `timingSafeEqual` requires inputs of equal length, which digests have. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
