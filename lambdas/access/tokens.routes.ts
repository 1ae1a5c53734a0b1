import { HttpFault } from '../runtime/http-fault.ts';
import type { Route } from '../runtime/http-request.ts';
import type { AdmissionDeps } from './admission.ts';
import { signToken } from './tenant-token.ts';
import { getToken, type TokenBody } from './tokens.operations.ts';

/** `GET /tenants/:tenant_id/token`. */
export const tokenRoutes = (
  { tokenSecrets, liveTenant, now }: AdmissionDeps,
  lifeSeconds: number,
): Route[] => [
  {
    ...getToken,
    handle: async ({ params: { tenant_id = '' } }) => {
      const tenant = await liveTenant(tenant_id);
      if (!tenant) throw new HttpFault(404, 'tenant not found');
      const [secret = ''] = await tokenSecrets();
      const token = await signToken(tenant, secret, now(), lifeSeconds);
      const body: TokenBody = { token, tenant_id };
      return { status: 200, body };
    },
  },
];
