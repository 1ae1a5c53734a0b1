import { HttpFault } from '../runtime/http-fault.ts';
import type { Route } from '../runtime/http-request.ts';
import type { AdmissionDeps } from './admission.ts';
import { signToken } from './tenant-token.ts';

/** `GET /tenants/:tenant_id/token`. */
export const tokenRoutes = (
  { tokenSecrets, isTenant, now }: AdmissionDeps,
  lifeSeconds: number,
): Route[] => [
  {
    method: 'GET',
    path: '/api/v1/tenants/{tenant_id}/token',
    handle: async ({ params: { tenant_id = '' } }) => {
      if (!(await isTenant(tenant_id))) throw new HttpFault(404, 'tenant not found');
      const [secret = ''] = await tokenSecrets();
      const token = await signToken(tenant_id, secret, now(), lifeSeconds);
      return { status: 200, body: { token, tenant_id } };
    },
  },
];
