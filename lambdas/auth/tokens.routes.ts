import { HttpError, queryParameterError } from '../platform/http/http-error.ts';
import type { HttpRequest, HttpResponse, Route } from '../platform/http/http-request.ts';
import { parseQuery } from '../platform/http/query.ts';
import type { AuthDeps } from './authenticate.ts';
import { signToken } from './tenant-token.ts';
import { getToken, type TokenBody, TokenQuery } from './tokens.operations.ts';

/**
 * `GET /tenants/:tenant_id/token`.
 *
 * @param maxSeconds the longest time for which a token is valid
 */
export const tokenRoutes = (deps: AuthDeps, maxSeconds: number): Route[] => [
  { ...getToken, handle: (request) => get(deps, maxSeconds, request) },
];

async function get(
  { tokenSecrets, liveTenant, now }: AuthDeps,
  maxSeconds: number,
  { params: { tenant_id = '' }, query }: HttpRequest,
): Promise<HttpResponse> {
  const { scope, expires_in = maxSeconds } = parseQuery(TokenQuery, query);
  if (expires_in > maxSeconds)
    throw queryParameterError('expires_in', `must be at most ${maxSeconds}`);
  const subject = await liveTenant(tenant_id);
  if (!subject) throw new HttpError(404, 'tenant not found');
  const [secret = ''] = await tokenSecrets();
  const issued = await signToken({ subject, scope }, secret, now(), expires_in);
  const body: TokenBody = { ...issued, tenant_id };
  return { status: 200, body };
}
