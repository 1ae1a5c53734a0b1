import { isCurrent, isOfCurrentTenant } from '../platform/dynamodb/incarnation.ts';
import { HttpError, queryParameterError } from '../platform/http/http-error.ts';
import {
  deprecatedRoute,
  type HttpRequest,
  type HttpResponse,
  isOwned,
  loadCurrentTenants,
  type Route,
  requestOwners,
} from '../platform/http/http-request.ts';
import { BY_TIME, pageOf, pageRequestOf, readsDescending } from '../platform/http/pagination.ts';
import type { Query } from '../platform/http/query.ts';
import { takeWhileFits } from '../platform/http/response-size.ts';
import { rangeOf } from '../platform/http/time-parameters.ts';
import { own } from '../platform/json/json.ts';
import {
  type AttemptFilters,
  type AttemptQueryDeps,
  attemptById,
  matches,
  resolveScope,
} from './attempt-query.ts';
import type { EventPartitions, RecordedAttempt } from './attempt-store.dynamo.ts';
import {
  attemptBody,
  attemptOperations,
  INCLUDABLE,
  type Includable,
} from './attempts.operations.ts';

/** The ids of events by the id of the batch that contains them. */
type EventsByBatch = ReadonlyMap<string, readonly string[]>;

/** Dependencies of the attempt routes. */
export interface AttemptRoutesDeps extends AttemptQueryDeps {
  /** Finds the batches that contain the events of these items. Returns the ids of the events by batch id. */
  readonly batchesOf: (events: EventPartitions['batchedEvents']) => Promise<EventsByBatch>;
  /** The tenant, with its destinations by id; undefined if it does not exist. */
  readonly findTenant: (
    tenantId: string,
  ) => Promise<{ readonly destinations: Readonly<Record<string, unknown>> } | undefined>;
  /**
   * Returns functions that read the API bodies of the attempts' events, in the order of `attempts`.
   */
  readonly eventsOf: (
    attempts: readonly RecordedAttempt[],
    withData: boolean,
  ) => Promise<(() => Promise<unknown>)[]>;
  /** Returns the API bodies of the attempts' destinations, in the order of `attempts`. */
  readonly destinationsOf: (attempts: readonly RecordedAttempt[]) => Promise<unknown[]>;
}

/** `GET /attempts` and `GET /attempts/:attempt_id`, for all destinations and for one. */
export function attemptRoutes(deps: AttemptRoutesDeps, includable: Includable): Route[] {
  const operations = attemptOperations(includable);
  const list = (request: HttpRequest) => listAttempts(deps, request);
  const get = (request: HttpRequest) => getAttempt(deps, request);
  const ofDestination: Route[] = [
    { ...operations.listOfDestination, handle: list },
    { ...operations.getOfDestination, handle: get },
  ];
  return [
    { ...operations.list, handle: list },
    { ...operations.get, handle: get },
    ...ofDestination,
    ...ofDestination.map((route) => deprecatedRoute(route.path.replace('/tenants/', '/'), route)),
  ];
}

async function listAttempts(deps: AttemptRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  await checkPath(deps, request);
  const page = pageRequestOf(query, BY_TIME);
  const include = parseInclude(query);
  const { filters, inBatches, rows: rowsOfEvents } = await withBatches(deps, parseFilters(request));
  const isShown = isOfCurrentTenant(await loadCurrentTenants(filters.tenant_id, request));
  const rows = await deps.attempts.list(await resolveScope(deps, filters, rowsOfEvents), {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: (row) => isShown(row) && matches(row, filters),
  });
  const attempts = await takeWhileFits(rows, async (some) =>
    loadBodies(deps, await deps.attempts.getAll(some), include, inBatches),
  );
  const { models, pagination } = pageOf(page, BY_TIME, attempts);
  return { status: 200, body: { models: models.map(({ body }) => body), pagination } };
}

/** Adds the batches of the requested events to the filters, and reads the rows of both. */
async function withBatches({ attempts, batchesOf }: AttemptRoutesDeps, filters: AttemptFilters) {
  const { event_id } = filters;
  const ofEvents = await attempts.readPartitions(event_id);
  const inBatches = await batchesOf(ofEvents.batchedEvents);
  const batchIds = [...inBatches.keys()].filter((id) => !event_id.includes(id));
  const ofBatches = await attempts.readPartitions(batchIds);
  return {
    filters: { ...filters, event_id: [...event_id, ...batchIds] },
    inBatches,
    rows: [...ofEvents.rows, ...ofBatches.rows],
  };
}

async function getAttempt(deps: AttemptRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { params, query } = request;
  await checkPath(deps, request);
  const { attempt_id = '', tenant_id, destination_id } = params;
  const include = parseInclude(query);
  const attempt = await attemptById(deps.attempts, attempt_id);
  if (!attempt || !isOwned(attempt.tenant_id, request)) throw noAttempt();
  const owners = tenant_id === undefined ? requestOwners('tenant_id', request) : [tenant_id];
  const currentTenants = await loadCurrentTenants(owners, request);
  const isElsewhere =
    !isCurrent(currentTenants, attempt.tenant_id, attempt.tenant_incarnation) ||
    (tenant_id !== undefined && attempt.tenant_id !== tenant_id) ||
    (destination_id !== undefined && attempt.destination_id !== destination_id);
  if (isElsewhere) throw noAttempt();
  const [body] = await loadBodies(deps, [attempt], include);
  return { status: 200, body: await body?.body() };
}

const noAttempt = () => new HttpError(404, 'attempt not found');

/** @throws HttpError 404 when the tenant or destination in the path does not exist */
async function checkPath(
  { findTenant }: AttemptRoutesDeps,
  { params: { tenant_id, destination_id } }: HttpRequest,
): Promise<void> {
  if (tenant_id === undefined || destination_id === undefined) return;
  const tenant = await findTenant(tenant_id);
  if (!tenant) throw new HttpError(404, 'tenant not found');
  if (own(tenant.destinations, destination_id) === undefined) {
    throw new HttpError(404, 'destination not found');
  }
}

/** @throws HttpError 422 for an unknown status */
function parseFilters(request: HttpRequest): AttemptFilters {
  const { params, query } = request;
  const { tenant_id, destination_id } = params;
  const status = query.all('status');
  if (!status.every((value) => value === 'success' || value === 'failed')) {
    throw queryParameterError('status', 'must be success or failed');
  }
  return {
    id: query.all('id'),
    tenant_id: tenant_id ? [tenant_id] : requestOwners('tenant_id', request),
    event_id: query.all('event_id'),
    destination_id: destination_id ? [destination_id] : query.all('destination_id'),
    destination_type: query.all('destination_type'),
    topic: query.all('topic'),
    status,
    code: query.all('code'),
  };
}

function parseInclude(query: Query): Set<string> {
  const include = query.all('include').flatMap((value) => value.split(','));
  const unknown = include.find((value) => !INCLUDABLE.includes(value));
  if (unknown !== undefined)
    throw queryParameterError('include', `must be one of ${INCLUDABLE.join(', ')}; got ${unknown}`);
  return new Set(include);
}

async function loadBodies(
  deps: AttemptRoutesDeps,
  recorded: readonly RecordedAttempt[],
  include: Set<string>,
  inBatches: EventsByBatch = new Map(),
) {
  const attempts = recorded.map((attempt) => ({
    ...attempt,
    event_id: inBatches.get(attempt.event_id)?.[0] ?? attempt.event_id,
  }));
  const withData = include.has('event.data');
  const events = withData || include.has('event') ? await deps.eventsOf(attempts, withData) : [];
  const destinations = include.has('destination') ? await deps.destinationsOf(attempts) : [];
  return recorded.map((attempt, index) => ({
    position: attempt.position,
    body: async () => ({
      ...attemptBody(attempt, inBatches.get(attempt.event_id)),
      response_data: include.has('response_data') ? attempt.response_data : undefined,
      event: await events[index]?.(),
      destination: destinations[index],
    }),
  }));
}
