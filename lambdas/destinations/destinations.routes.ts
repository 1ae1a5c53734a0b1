import { z } from 'zod';
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
  changeDestination,
  disabled,
  enabled,
  liveDestination,
  patched,
} from './change-destination.ts';
import { createDestination } from './create-destination.ts';
import { type Destination, DestinationId } from './destination.ts';
import { destinationBody } from './destination-body.ts';
import { CreateInput, PatchInput } from './destination-input.ts';
import type { ManageDeps } from './manage.ts';
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
  return { status: 200, body: holdings.destinations.map(destinationBody) };
};

const create: Handle = async (deps, request) => {
  const { tenant_id } = parseParams(TenantParams, request);
  const input = parseBody(CreateInput, request.body);
  const destination = await createDestination(deps, tenant_id, input);
  await verifySoon(deps, destination);
  return { status: 201, body: destinationBody(destination) };
};

const get: Handle = async ({ destinations }, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const destination = await liveDestination(destinations, tenant_id, destination_id);
  return { status: 200, body: destinationBody(destination) };
};

const patch: Handle = async (deps, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const input = parseBody(PatchInput, request.body);
  const change = patched(deps, input);
  const destination = await changeDestination(deps, tenant_id, destination_id, change);
  if (destination.verification.status === 'pending') await verifySoon(deps, destination);
  return { status: 200, body: destinationBody(destination) };
};

const remove: Handle = async (deps, request) => {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const { tenants, destinations, now } = deps;
  const holdings = await destinations.holdingsOf(tenant_id);
  await liveDestination(destinations, tenant_id, destination_id);
  await destinations.delete(tenant_id, destination_id, now());
  const token = holdings?.tenant.destinations[destination_id];
  if (token) await tenants.release(tenant_id, destination_id, token);
  return { status: 200, body: { success: true } };
};

const enable: Handle = (deps, request) => change(deps, request, enabled);

const disable: Handle = (deps, request) => change(deps, request, disabled(deps.now()));

async function change(deps: ManageDeps, request: HttpRequest, how: typeof enabled) {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const destination = await changeDestination(deps, tenant_id, destination_id, how);
  return { status: 200, body: destinationBody(destination) };
}

/** Asks for a verification. It never blocks a change: when it cannot be asked for, the log says so. */
async function verifySoon({ send }: ManageDeps, destination: Destination): Promise<void> {
  const { tenant_id, id } = destination;
  await requestVerification(send, verificationOf(destination)).catch((error: unknown) =>
    logger.error('verification could not be queued', { tenant_id, destination_id: id, error }),
  );
}
