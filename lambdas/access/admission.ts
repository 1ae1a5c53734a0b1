import { checkTurn } from '../runtime/check-turn.ts';
import { count } from '../runtime/counts.ts';
import { HttpFault } from '../runtime/http-fault.ts';
import type { HttpRequest, Route } from '../runtime/http-request.ts';
import { type FindPresent, incarnationKey } from '../runtime/incarnation.ts';
import type { OperationDoc } from '../runtime/operation.ts';
import type { Limit } from '../runtime/turns.ts';
import { platformDoc, tenantDoc } from './admission-doc.ts';
import { isApiKey } from './api-keys.ts';
import { type TokenSubject, tenantOf } from './tenant-token.ts';
import type { Words } from './words.secrets.ts';

/** What is needed to know who is calling. */
export interface AdmissionDeps {
  readonly apiKeys: Words;
  readonly tokenSecrets: Words;
  /** The tenant of that id that there is: a token outlives the tenant it was made for. */
  readonly liveTenant: (tenantId: string) => Promise<TokenSubject | undefined>;
  readonly presentTenants: FindPresent;
  /** How many requests a tenant may make by its tokens; undefined for any number. */
  readonly requestLimit: Limit | undefined;
  readonly now: () => Date;
}

/** Lets only the platform through to `routes`: those who hold one of its API keys. */
export const forThePlatform = (deps: AdmissionDeps, routes: readonly Route[]): Route[] =>
  guarded(routes, platformDoc, async (request) => {
    const subject = await subjectOf(deps, request);
    if (subject !== undefined) throw forbidden('this path is for API keys, not for tenant tokens');
    return request;
  });

/** Lets tenants through, too, each to what is its own. */
export const forTenants = (deps: AdmissionDeps, routes: readonly Route[]): Route[] =>
  guarded(routes, tenantDoc, async (request) => {
    const subject = await subjectOf(deps, request);
    const { tenant_id } = request.params;
    if (subject !== undefined && tenant_id !== undefined && tenant_id !== subject.id) {
      throw forbidden('the token is of another tenant');
    }
    return { ...request, subject: subject?.id, present: presentTo(deps, subject) };
  });

const guarded = (
  routes: readonly Route[],
  docOf: (route: Route) => OperationDoc,
  admit: (request: HttpRequest) => Promise<HttpRequest>,
): Route[] =>
  routes.map((route) => ({
    ...route,
    doc: docOf(route),
    handle: async (request) => route.handle(await admit(request)),
  }));

/** The tenant that is calling; undefined when it is the platform itself. */
async function subjectOf(
  deps: AdmissionDeps,
  request: HttpRequest,
): Promise<TokenSubject | undefined> {
  const bearer = bearerOf(request);
  if (isApiKey(bearer, await deps.apiKeys())) return undefined;
  const now = deps.now();
  const tenant = await tenantOf(bearer, await deps.tokenSecrets(), now);
  if (tenant === undefined) throw notAdmitted();
  // Before anything is read for it: a request over the limit is to cost as little as it can.
  if (deps.requestLimit) await checkRequest(deps.requestLimit, tenant.id, now);
  const live = await deps.liveTenant(tenant.id);
  if (!live || live.incarnation !== tenant.incarnation) throw notAdmitted();
  return tenant;
}

/** A caller with a token sees the tenant it was admitted as, also when that is replaced meanwhile. */
const presentTo = (deps: AdmissionDeps, subject: TokenSubject | undefined): FindPresent =>
  subject === undefined
    ? deps.presentTenants
    : async () => new Map([[subject.id, incarnationKey(subject.id, subject.incarnation)]]);

async function checkRequest(limit: Limit, tenant: string, now: Date): Promise<void> {
  await checkTurn(limit, tenant, 'requests of this tenant', now).catch((fault: unknown) => {
    count('RequestsThrottled');
    throw fault;
  });
}

/** The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1). */
function bearerOf({ headers }: HttpRequest): string {
  const { authorization } = headers;
  if (!authorization) throw unauthorized('the Authorization header is missing');
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (!token) throw unauthorized('the Authorization header must be: Bearer <API key or token>');
  return token;
}

const notAdmitted = (): HttpFault => unauthorized('the API key or token is wrong or has expired');

const unauthorized = (fault: string): HttpFault => new HttpFault(401, `unauthorized: ${fault}`);

const forbidden = (fault: string): HttpFault => new HttpFault(403, `forbidden: ${fault}`);
