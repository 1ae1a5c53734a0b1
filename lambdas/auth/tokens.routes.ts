import { HttpError } from '../platform/http/http-error.ts';
import type { Route } from '../platform/http/http-request.ts';
import type { AuthDeps } from './authenticate.ts';
import { signToken } from './tenant-token.ts';
import { getToken, type TokenBody } from './tokens.operations.ts';

/** `GET /tenants/:tenant_id/token`. */
export const tokenRoutes = (
  { tokenSecrets, liveTenant, now }: AuthDeps,
  ttlSeconds: number,
): Route[] => [
  {
    ...getToken,
    handle: async ({ params: { tenant_id = '' } }) => {
      const tenant = await liveTenant(tenant_id);
      if (!tenant) throw new HttpError(404, 'tenant not found');
      const [secret = ''] = await tokenSecrets();
      const token = await signToken(tenant, secret, now(), ttlSeconds);
      const body: TokenBody = { token, tenant_id };
      return { status: 200, body };
    },
  },
];
