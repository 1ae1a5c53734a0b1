import { decodeTime } from 'ulid';
import { DestinationParams } from '../destinations/destination-schema.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { BATCH_PREFIX, isBatchId } from '../events/batch-id.ts';
import type { EventStore } from '../events/event-store.dynamo.ts';
import { isOfCurrentTenant, parseId, parseIncarnation } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { HttpError, queryParameterError } from '../platform/http/http-error.ts';
import {
  type HttpRequest,
  type HttpResponse,
  loadCurrentTenants,
  loadTenantKey,
  parseParams,
  type Route,
  requestOwners,
} from '../platform/http/http-request.ts';
import type { SuccessBody } from '../platform/http/operation.ts';
import { BY_TIME, pageOf, pageRequestOf, readsDescending } from '../platform/http/pagination.ts';
import { takeWhileFits } from '../platform/http/response-size.ts';
import { rangeOf } from '../platform/http/time-parameters.ts';
import { own } from '../platform/json/json.ts';
import { type ExpireDeps, expire } from './expire.ts';
import * as operations from './parked.operations.ts';
import { type ParkedCount, parkedBody } from './parked.operations.ts';
import { type ParkedDelivery, ParkedReason } from './parked-delivery.ts';
import type { ParkedScope } from './parking-lot.dynamo.ts';

/** Dependencies of the routes of parked deliveries. */
export interface ParkedRoutesDeps extends ExpireDeps {
  readonly events: EventStore;
  readonly destinations: DestinationStore;
  /** The ids of all current and recently deleted destinations of a tenant. */
  readonly destinationIdsOf: (tenantId: string) => Promise<readonly string[]>;
}

/** Maximum number of parked deliveries to count. Reading them takes a few seconds. */
const MAX_COUNTED = 20_000;

/** `GET /parked`, `GET /parked/count`, and `DELETE …/destinations/:destination_id/parked/:event_id`. */
export const parkedRoutes = (deps: ParkedRoutesDeps): Route[] => [
  { ...operations.listParked, handle: (request) => list(deps, request) },
  { ...operations.countParked, handle: (request) => count(deps, request) },
  { ...operations.cancelParked, handle: (request) => cancel(deps, request) },
];

async function list(deps: ParkedRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  const page = pageRequestOf(query, BY_TIME);
  const rows = await deps.parking.list(await parseScope(deps, request), {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: await rowFilter(request),
  });
  const parked = await takeWhileFits(rows, async (some) =>
    (await deps.parking.getAll(some)).map((delivery) => ({
      position: delivery.position,
      body: () => parkedBody(delivery),
    })),
  );
  const { models, pagination } = pageOf(page, BY_TIME, parked);
  return { status: 200, body: { models: models.map(({ body }) => body), pagination } };
}

async function count(deps: ParkedRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { rows, more } = await deps.parking.list(await parseScope(deps, request), {
    ...rangeOf(request.query, { dir: 'asc', limit: 1 }),
    descending: false,
    limit: MAX_COUNTED,
    wanted: await rowFilter(request),
  });
  const countReason = (reason: ParkedReason) => rows.filter((row) => row.reason === reason).length;
  const reasons = {
    retry: countReason('retry'),
    blocked: countReason('blocked'),
    disabled: countReason('disabled'),
    verification_pending: countReason('verification_pending'),
  };
  const body: ParkedCount = { count: rows.length, reasons, truncated: more };
  return { status: 200, body };
}

async function cancel(deps: ParkedRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { tenant_id, destination_id } = parseParams(DestinationParams, request);
  const { event_id = '' } = request.params;
  const tenantKey = await loadTenantKey(tenant_id, request);
  const parked = await findParked(deps, { tenantKey, destination_id, event_id });
  if (!parked) throw new HttpError(404, 'parked delivery not found');
  await expire(deps, parked, 'cancelled');
  const body: SuccessBody = { success: true };
  return { status: 200, body };
}

interface Cancelled {
  readonly tenantKey: string;
  readonly destination_id: string;
  /** The id of an event or of a batch. */
  readonly event_id: string;
}

async function findParked(
  { destinations, events, parking }: ParkedRoutesDeps,
  { tenantKey, destination_id, event_id }: Cancelled,
): Promise<ParkedDelivery | undefined> {
  // The time of a batch is the one at which it was opened, as in its id.
  const event_time = isBatchId(event_id)
    ? new Date(decodeTime(event_id.slice(BATCH_PREFIX.length))).toISOString()
    : (await events.find(tenantKey, event_id))?.time;
  if (event_time === undefined) return undefined;
  const tenant_id = parseId(tenantKey);
  const incarnation = (await destinations.find(tenant_id, destination_id))?.incarnation;
  return parking.find({
    tenant_id,
    tenant_incarnation: parseIncarnation(tenantKey),
    destination_id,
    incarnation,
    event_id,
    event_time,
  });
}

/** The smallest scope that contains all requested deliveries. */
async function parseScope(
  { destinationIdsOf }: ParkedRoutesDeps,
  request: HttpRequest,
): Promise<ParkedScope> {
  const tenants = requestOwners('tenant_id', request);
  if (tenants.length === 0) return 'all';
  const requested = request.query.all('destination_id');
  const destinations = await Promise.all(
    [...new Set(tenants)].map(async (tenantId) => {
      const ids = requested.length > 0 ? requested : await destinationIdsOf(tenantId);
      return [...new Set(ids)].map((destinationId) => ({ tenantId, destinationId }));
    }),
  );
  return { destinations: destinations.flat() };
}

/** @throws HttpError 422 for an unknown reason */
async function rowFilter(request: HttpRequest): Promise<(row: TimelineRow) => boolean> {
  const { query } = request;
  const tests = ['destination_id', 'event_id', 'topic', 'reason'].map(
    (name) => [name, query.all(name)] as const,
  );
  if (!query.all('reason').every((reason) => ParkedReason.safeParse(reason).success)) {
    throw queryParameterError('reason', `must be one of ${ParkedReason.options.join(', ')}`);
  }
  const isShown = isOfCurrentTenant(
    await loadCurrentTenants(requestOwners('tenant_id', request), request),
  );
  return (row) =>
    isShown(row) &&
    tests.every(([name, values]) => values.length === 0 || values.includes(String(own(row, name))));
}
