import { readRows } from '../platform/dynamodb/timeline.dynamo.ts';
import { ValidationError } from '../platform/errors.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  parseParams,
  type Route,
  requestOwners,
} from '../platform/http/http-request.ts';
import type { SuccessBody } from '../platform/http/operation.ts';
import {
  BY_CREATION,
  pageOf,
  pageRequestOf,
  readsDescending,
} from '../platform/http/pagination.ts';
import { rangeOf } from '../platform/http/time-parameters.ts';
import { checkSize } from '../platform/http/validation.ts';
import { newIdError } from '../platform/json/identifier.ts';
import { type DestinationSummary, type Tenant, TenantInput, tenantNotFound } from './tenant.ts';
import type { TenantStore } from './tenant-store.dynamo.ts';
import {
  deleteTenant,
  getTenant,
  listTenants,
  putTenant,
  revokeTokens,
  type TenantPage,
  TenantParams,
  tenantBody,
} from './tenants.operations.ts';

/** Dependencies of the tenant routes. */
export interface TenantRoutesDeps {
  readonly tenants: TenantStore;
  /** The live destinations of a tenant. */
  readonly destinationsOf: (tenantId: string) => Promise<readonly DestinationSummary[]>;
  /** Deletes the orphaned destinations of a deleted tenant. */
  readonly deleteDestinationsOf: (tenantId: string) => Promise<void>;
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** `GET /tenants`; `PUT`, `GET` and `DELETE /tenants/:tenant_id`; `DELETE /tenants/:tenant_id/tokens`. */
export const tenantRoutes = (deps: TenantRoutesDeps): Route[] => [
  { ...listTenants, handle: (request) => list(deps, request) },
  { ...putTenant, handle: (request) => put(deps, request) },
  { ...getTenant, handle: (request) => get(deps, request) },
  { ...deleteTenant, handle: (request) => remove(deps, request) },
  { ...revokeTokens, handle: (request) => revoke(deps, request) },
];

async function put(deps: TenantRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(TenantParams, request);
  const { metadata } = request.body === '' ? {} : parseBody(TenantInput, request.body);
  const fields = metadata === null ? {} : metadata;
  checkSize('metadata', fields ?? {});
  if (await deps.tenants.update(tenant_id, fields, deps.now())) {
    return { status: 200, body: await loadBody(deps, tenant_id) };
  }
  const problem = newIdError(tenant_id);
  if (problem) throw new ValidationError([`tenant_id ${problem}`]);
  // An interrupted delete must not leave its destinations to the new tenant.
  await deps.deleteDestinationsOf(tenant_id);
  const predecessor = await deps.tenants.find(tenant_id);
  const added = await deps.tenants.add(newTenant(deps, tenant_id, fields, predecessor));
  // If a concurrent request created the tenant first, update it.
  return added ? { status: 201, body: await loadBody(deps, tenant_id) } : put(deps, request);
}

async function list(deps: TenantRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const page = pageRequestOf(query, BY_CREATION);
  const ids = requestOwners('id', request);
  const reading = {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: () => true,
  };
  const chosen = ids.length > 0 ? await deps.tenants.listRows(ids) : undefined;
  const rows = chosen ? readRows(chosen, reading) : await deps.tenants.list(reading);
  const tenants = { ...rows, rows: await deps.tenants.getAll(rows.rows) };
  const { models, pagination } = pageOf(page, BY_CREATION, tenants);
  const bodies = models.map(async (tenant) =>
    tenantBody(tenant, await deps.destinationsOf(tenant.id)),
  );
  const count = chosen ? chosen.length : await deps.tenants.count();
  const body: TenantPage = { models: await Promise.all(bodies), pagination, count };
  return { status: 200, body };
}

async function get(deps: TenantRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(TenantParams, request);
  return { status: 200, body: await loadBody(deps, tenant_id) };
}

async function remove(deps: TenantRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(TenantParams, request);
  const now = deps.now();
  const deleted = await deps.tenants.delete(tenant_id, now);
  // Runs even if the tenant was already deleted, to complete an interrupted delete.
  await deps.deleteDestinationsOf(tenant_id);
  const tenant = deleted ? undefined : await deps.tenants.find(tenant_id);
  // True if this request deleted it, but the response was lost and the SDK retried.
  const isOurs = tenant?.deleted_at === now.toISOString();
  if (!deleted && !isOurs) throw tenantNotFound();
  const body: SuccessBody = { success: true };
  return { status: 200, body };
}

async function revoke(deps: TenantRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(TenantParams, request);
  if (!(await deps.tenants.revokeTokens(tenant_id, deps.newId()))) throw tenantNotFound();
  const body: SuccessBody = { success: true };
  return { status: 200, body };
}

async function loadBody({ tenants, destinationsOf }: TenantRoutesDeps, id: string) {
  const tenant = await tenants.find(id);
  if (!tenant || tenant.deleted_at !== undefined) throw tenantNotFound();
  return tenantBody(tenant, await destinationsOf(id));
}

function newTenant(
  { now, newId }: TenantRoutesDeps,
  id: string,
  metadata: Tenant['metadata'],
  predecessor: Tenant | undefined,
): Tenant {
  const created_at = now().toISOString();
  const times = { created_at, updated_at: created_at };
  return {
    id,
    incarnation: newId(),
    predecessor_deleted_at: predecessor?.deleted_at,
    metadata,
    ...times,
    destinations: {},
  };
}
