import { createHash, timingSafeEqual } from 'node:crypto';
import { count } from '../platform/aws/metrics-emitter.ts';
import { type FindPresent, incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { ForbiddenError, UnauthorizedError } from '../platform/errors.ts';
import type { HttpRequest, Route } from '../platform/http/http-request.ts';
import type { OperationDoc } from '../platform/http/operation.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import type { SecretValues } from './rotating-secret.secrets.ts';
import { apiKeyOnlyDoc, tenantTokenDoc } from './security-schemes.ts';
import { type TokenSubject, tenantOf } from './tenant-token.ts';

/** Dependencies of authentication. */
export interface AuthDeps {
  readonly apiKeys: SecretValues;
  readonly tokenSecrets: SecretValues;
  /** The live tenant with that id. A token may outlive the tenant it was issued for. */
  readonly liveTenant: (tenantId: string) => Promise<TokenSubject | undefined>;
  readonly presentTenants: FindPresent;
  /** The rate limit on a tenant's requests with its tokens; undefined for none. */
  readonly requestLimit: Limit | undefined;
  readonly now: () => Date;
}

/** Requires one of the platform's API keys on `routes`. Tenant tokens get 403. */
export const requireApiKey = (deps: AuthDeps, routes: readonly Route[]): Route[] =>
  withAuth(routes, apiKeyOnlyDoc, async (request) => {
    const subject = await subjectOf(deps, request);
    if (subject !== undefined)
      throw new ForbiddenError('this path requires an API key; tenant tokens are not accepted');
    return request;
  });

/** Accepts API keys and tenant tokens on `routes`. A tenant token reaches only its own tenant. */
export const allowTenantToken = (deps: AuthDeps, routes: readonly Route[]): Route[] =>
  withAuth(routes, tenantTokenDoc, async (request) => {
    const subject = await subjectOf(deps, request);
    const { tenant_id } = request.params;
    if (subject !== undefined && tenant_id !== undefined && tenant_id !== subject.id) {
      throw new ForbiddenError('the token belongs to another tenant');
    }
    return { ...request, subject: subject?.id, present: presentTo(deps, subject) };
  });

const withAuth = (
  routes: readonly Route[],
  docOf: (route: Route) => OperationDoc,
  authorize: (request: HttpRequest) => Promise<HttpRequest>,
): Route[] =>
  routes.map((route) => ({
    ...route,
    doc: docOf(route),
    handle: async (request) => route.handle(await authorize(request)),
  }));

/** The calling tenant; undefined when the caller is the platform. */
async function subjectOf(deps: AuthDeps, request: HttpRequest): Promise<TokenSubject | undefined> {
  const bearer = bearerOf(request);
  if (isApiKey(bearer, await deps.apiKeys())) return undefined;
  const now = deps.now();
  const tenant = await tenantOf(bearer, await deps.tokenSecrets(), now);
  if (tenant === undefined) throw unauthorizedError();
  // Before any other read, to keep the cost of a rate-limited request low.
  if (deps.requestLimit) await checkRequestRate(deps.requestLimit, tenant.id, now);
  const live = await deps.liveTenant(tenant.id);
  if (!live || live.incarnation !== tenant.incarnation) throw unauthorizedError();
  return tenant;
}

/**
 * A caller with a token sees the tenant incarnation it was authenticated as, even if the tenant is
 * deleted and created again during the request.
 */
const presentTo = (deps: AuthDeps, subject: TokenSubject | undefined): FindPresent =>
  subject === undefined
    ? deps.presentTenants
    : async () => new Map([[subject.id, incarnationKey(subject.id, subject.incarnation)]]);

async function checkRequestRate(limit: Limit, tenant: string, now: Date): Promise<void> {
  await checkRateLimit(limit, tenant, 'requests for this tenant', now).catch((error: unknown) => {
    count('RequestsThrottled');
    throw error;
  });
}

/** The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1). */
function bearerOf({ headers }: HttpRequest): string {
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
  keys.filter((key) => key !== '' && timingSafeEqual(digestOf(given), digestOf(key))).length > 0;

/** `timingSafeEqual` requires inputs of equal length, which digests have. */
const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();
