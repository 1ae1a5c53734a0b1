import { type AuthDeps, isCurrent } from '../auth/authenticate.ts';
import { readPortalLink, signPortalLink, signToken } from '../auth/tenant-token.ts';
import { NotFoundError, UnauthorizedError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  parseParams,
  type Route,
} from '../platform/http/http-request.ts';
import { parseQuery } from '../platform/http/query.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import { TenantParams } from '../tenants/tenants.operations.ts';
import {
  createPortalSession,
  getPortalUrl,
  PortalQuery,
  type PortalSessionBody,
  PortalSessionInput,
  type PortalUrlBody,
} from './portal.operations.ts';
import type { Theme } from './theme.ts';

/** How the portal is opened. */
export interface PortalSettings {
  /** The origin of the portal. @default that of the request */
  readonly origin: string | undefined;
  /** The theme of links that name none. @default the viewer's */
  readonly theme: Theme | undefined;
  /** Seconds for which a link is valid; 0 without the portal. */
  readonly linkSeconds: number;
  readonly sessionSeconds: number;
}

/** Dependencies of the portal routes. */
export interface PortalRoutesDeps {
  readonly auth: AuthDeps;
  readonly portal: PortalSettings;
}

/** Several times the body with the longest link. */
const MAX_BODY_BYTES = 8_192;

/** `GET /tenants/:tenant_id/portal` and `POST /portal/sessions`. */
export const portalRoutes = (deps: PortalRoutesDeps): Route[] => [
  { ...getPortalUrl, handle: (request) => getUrl(deps, request) },
  { ...createPortalSession, handle: (request) => createSession(deps, request) },
];

async function getUrl(
  { auth, portal }: PortalRoutesDeps,
  request: HttpRequest,
): Promise<HttpResponse> {
  checkEnabled(portal);
  const { tenant_id } = parseParams(TenantParams, request);
  const { scope, to, theme = portal.theme } = parseQuery(PortalQuery, request.query);
  const subject = await auth.liveTenant(tenant_id);
  if (!subject) throw tenantNotFound();
  const [secret = ''] = await auth.tokenSecrets();
  const { token: link, expires_at } = await signPortalLink(
    { subject, scope },
    secret,
    auth.now(),
    portal.linkSeconds,
  );
  const { origin = requestOrigin(request.headers) } = portal;
  // Browsers send a fragment to no server.
  const fragment = new URLSearchParams({ link, ...(to && { to }), ...(theme && { theme }) });
  const body: PortalUrlBody = {
    redirect_url: `${origin}/portal#${fragment}`,
    tenant_id,
    expires_at,
  };
  return { status: 200, body };
}

async function createSession(
  { auth, portal }: PortalRoutesDeps,
  request: HttpRequest,
): Promise<HttpResponse> {
  checkEnabled(portal);
  const { link } = parseBody(PortalSessionInput, request.body, MAX_BODY_BYTES);
  const secrets = await auth.tokenSecrets();
  const claims = await readPortalLink(link, secrets, auth.now());
  if (claims === 'expired') throw linkError('the link has expired', 'expired');
  // Checked first, so that an invalid link causes neither a read nor a write.
  if (claims === undefined || !(await isCurrent(auth, claims.subject)))
    throw linkError('the link is not valid', 'invalid');
  const [secret = ''] = secrets;
  const issued = await signToken(claims, secret, auth.now(), portal.sessionSeconds);
  const body: PortalSessionBody = { ...issued, tenant_id: claims.subject.id, scope: claims.scope };
  return { status: 200, body };
}

const linkError = (problem: string, link: 'expired' | 'invalid'): UnauthorizedError =>
  new UnauthorizedError(problem, { link });

function checkEnabled({ linkSeconds }: PortalSettings): void {
  if (linkSeconds === 0)
    throw new NotFoundError(
      'not found: the portal is off in this stage; deploy with the setting portal=on to use it',
    );
}

/**
 * API Gateway sends the domain that was called as the host, and accepts TLS only. The local stack has no
 * TLS.
 */
const requestOrigin = ({ host, 'x-forwarded-proto': protocol }: HttpRequest['headers']): string =>
  `${protocol === 'http' ? 'http' : 'https'}://${host}`;
