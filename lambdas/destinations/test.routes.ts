import { z } from 'zod';
import {
  type HttpRequest,
  type HttpResponse,
  parseParams,
  type Route,
} from '../runtime/http-request.ts';
import { TenantId } from '../tenants/tenant.ts';
import { DestinationId } from './destination.ts';
import { testOperation } from './test.operations.ts';
import { testBody } from './test-body.ts';
import { type TestDeps, testDestination } from './test-destination.ts';

const TestParams = z.object({ tenant_id: TenantId, destination_id: DestinationId });

/** `POST /tenants/:tenant_id/destinations/:destination_id/test`. */
export const testRoutes = (deps: TestDeps): Route[] => [
  {
    method: 'POST',
    path: '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/test',
    doc: testOperation,
    handle: (request) => test(deps, request),
  },
];

async function test(deps: TestDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, destination_id } = parseParams(TestParams, request);
  const body = testBody(await testDestination(deps, tenant_id, destination_id));
  const isMade = body.status !== 'pending' || body.code !== undefined;
  return { status: isMade ? 200 : 202, body };
}
