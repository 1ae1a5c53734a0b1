import {
  type HttpRequest,
  type HttpResponse,
  parseParams,
  type Route,
} from '../platform/http/http-request.ts';
import { DestinationParams } from './destination-params.ts';
import { inBothForms } from './destinations.routes.ts';
import * as operations from './test-destination.operations.ts';
import { type TestDeps, testDestination } from './test-destination.ts';
import { testBody } from './test-destination-body.ts';

/** `POST /tenants/:tenant_id/destinations/:destination_id/test`. */
export const testRoutes = (deps: TestDeps): Route[] =>
  inBothForms([{ ...operations.testDestination, handle: (request) => test(deps, request) }]);

async function test(deps: TestDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const body = testBody(await testDestination(deps, tenant_id, destination_id));
  const isDone = body.status !== 'pending' || body.code !== undefined;
  return { status: isDone ? 200 : 202, body };
}
