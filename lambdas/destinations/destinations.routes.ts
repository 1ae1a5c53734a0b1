import { z } from 'zod';
import { HttpFault } from '../runtime/http-fault.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  parseParams,
  type Route,
} from '../runtime/http-request.ts';
import { logger } from '../runtime/logger.ts';
import { TenantId } from '../tenants/tenant.ts';
import { tenantNotFound } from '../tenants/tenants.routes.ts';
import {
  type Change,
  changeDestination,
  disabled,
  enabled,
  liveDestination,
} from './change-destination.ts';
import { createDestination } from './create-destination.ts';
import { type Destination, DestinationId } from './destination.ts';
import { destinationBody } from './destination-body.ts';
import { CreateInput, PatchInput } from './destination-input.ts';
import { checkMatch, entityTag } from './entity-tag.ts';
import type { ManageDeps } from './manage.ts';
import { patched } from './patch-destination.ts';
import { requestVerification, verificationOf } from './verification.ts';

const TenantParams = z.object({ tenant_id: TenantId });
const DestinationParams = z.object({ tenant_id: TenantId, destination_id: DestinationId });

type Handle = (deps: ManageDeps, request: HttpRequest) => Promise<HttpResponse>;

/** The path, and the older form of it that Outpost's documentation of S3 shows. */
const ROOTS = ['/api/v1/tenants/{tenant_id}/destinations', '/api/v1/{tenant_id}/destinations'];

/** All of `/tenants/:tenant_id/destinations`. */
export function destinationRoutes(deps: ManageDeps): Route[] {
  return ROOTS.flatMap((root) => {
    const one = `${root}/{destination_id}`;
    const route = (method: Route['method'], path: string, handle: Handle): Route => ({
      method,
      path,
      handle: (request) => handle(deps, request),
    });
    return [
      route('GET', root, list),
      route('POST', root, create),
      route('GET', one, get),
      route('PATCH', one, patch),
      route('DELETE', one, remove),
      route('PUT', `${one}/enable`, enable),
      route('PUT', `${one}/disable`, disable),
    ];
  });
}

const list: Handle = async ({ destinations }, request) => {
  const { tenant_id } = parseParams(TenantParams, request);
  const holdings = await destinations.holdingsOf(tenant_id);
  if (!holdings) throw tenantNotFound();
  const types = request.query.all('type');
  const topics = request.query.all('topics');
  const wanted = holdings.destinations.filter(
    (destination) =>
      (types.length === 0 || types.includes(destination.type)) &&
      topics.every((topic) => destination.topics.includes(topic)),
  );
  return { status: 200, body: wanted.map(destinationBody) };
};

const create: Handle = async (deps, request) => {
  const { tenant_id } = parseParams(TenantParams, request);
  const input = parseBody(CreateInput, request.body);
  if (request.subject !== undefined && (input.created_at || input.updated_at)) {
    throw new HttpFault(403, 'forbidden: created_at and updated_at are for API keys');
  }
  const destination = await createDestination(deps, tenant_id, input);
  await verifySoon(deps, destination);
  return { ...answer(destination), status: 201 };
};

const get: Handle = async ({ destinations }, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const { destination } = await liveDestination(destinations, tenant_id, destination_id);
  return answer(destination);
};

const patch: Handle = async (deps, request) => {
  const destination = await change(
    deps,
    request,
    patched(deps, parseBody(PatchInput, request.body)),
  );
  // Also when it is another change: a verification that could not be queued is so asked for again.
  if (destination.verification.status === 'pending') await verifySoon(deps, destination);
  return answer(destination);
};

const remove: Handle = async (deps, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const { tenants, destinations, now } = deps;
  const { destination, token } = await liveDestination(destinations, tenant_id, destination_id);
  checkMatch(request.headers['if-match'], destination);
  await destinations.delete(tenant_id, destination_id, now());
  await tenants.release(tenant_id, destination_id, token);
  return { status: 200, body: { success: true } };
};

const enable: Handle = async (deps, request) => answer(await change(deps, request, enabled));

const disable: Handle = async (deps, request) =>
  answer(await change(deps, request, disabled(deps.now())));

function change(deps: ManageDeps, request: HttpRequest, how: Change): Promise<Destination> {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  return changeDestination(deps, tenant_id, destination_id, how, request.headers['if-match']);
}

const answer = (destination: Destination): HttpResponse => ({
  status: 200,
  body: destinationBody(destination),
  headers: { etag: entityTag(destination) },
});

/** Asks for a verification. It never blocks a change: when it cannot be asked for, the log says so. */
async function verifySoon({ send }: ManageDeps, destination: Destination): Promise<void> {
  const { tenant_id, id } = destination;
  await requestVerification(send, verificationOf(destination)).catch((error: unknown) =>
    logger.error('verification could not be queued', { tenant_id, destination_id: id, error }),
  );
}
