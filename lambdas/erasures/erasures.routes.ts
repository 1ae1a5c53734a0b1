import { HttpError } from '../platform/http/http-error.ts';
import {
  type HttpRequest,
  type HttpResponse,
  isOwned,
  parseParams,
  type Route,
  rejectUndeclared,
  requestOwners,
} from '../platform/http/http-request.ts';
import {
  BY_CREATION,
  pageOf,
  pageRequestOf,
  readsDescending,
} from '../platform/http/pagination.ts';
import { rangeOf, timeBoundsOf } from '../platform/http/time-parameters.ts';
import type { ErasureStore } from './erasure-store.dynamo.ts';
import {
  deleteEvents,
  ErasureParams,
  EventsParams,
  erasureBody,
  getErasure,
  listErasures,
} from './erasures.operations.ts';
import { type StartDeps, startErasure } from './start-erasure.ts';

/** `DELETE /tenants/:tenant_id/events` and the routes of `/erasures`. */
export const erasureRoutes = (deps: StartDeps): Route[] => [
  { ...deleteEvents, handle: (request) => start(deps, request) },
  { ...listErasures, handle: (request) => list(deps.erasures, request) },
  { ...getErasure, handle: (request) => get(deps.erasures, request) },
];

async function start(deps: StartDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id } = parseParams(EventsParams, request);
  // An unsupported parameter or body must not be ignored: without bounds, everything is deleted.
  rejectUndeclared(request);
  const erasure = await startErasure(deps, tenant_id, timeBoundsOf(request.query));
  return {
    status: 202,
    body: erasureBody(erasure),
    headers: { location: `/api/v1/erasures/${erasure.id}` },
  };
}

async function list(erasures: ErasureStore, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const page = pageRequestOf(query, BY_CREATION);
  const rows = await erasures.list(requestOwners('tenant_id', request), {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: () => true,
  });
  const { models, pagination } = pageOf(page, BY_CREATION, {
    ...rows,
    rows: await erasures.at(rows.rows),
  });
  return { status: 200, body: { models: models.map(({ job }) => erasureBody(job)), pagination } };
}

async function get(erasures: ErasureStore, request: HttpRequest): Promise<HttpResponse> {
  const { erasure_id } = parseParams(ErasureParams, request);
  const erasure = await erasures.find(erasure_id);
  if (!erasure || !isOwned(erasure.tenant_id, request))
    throw new HttpError(404, 'erasure not found');
  return { status: 200, body: erasureBody(erasure) };
}
