import { isCurrent, isOfCurrentTenant } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { HttpError, queryParameterError } from '../platform/http/http-error.ts';
import {
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
import { isBatchId } from './batch-id.ts';
import { eventBody, eventSummary, includedEvent } from './event-body.ts';
import type { EventStore } from './event-store.dynamo.ts';
import { getEvent, listEvents } from './events.operations.ts';
import { dataUnavailable, type LargePayloadStore } from './large-payload-store.ts';
import type { RecordedEvent } from './recorded-event.ts';

/** Dependencies of the event routes. */
export interface EventRoutesDeps {
  readonly events: EventStore;
  readonly eventData: LargePayloadStore;
}

/** `GET /events` and `GET /events/:event_id`. */
export const eventRoutes = (deps: EventRoutesDeps): Route[] => [
  { ...listEvents, handle: (request) => list(deps, request) },
  { ...getEvent, handle: (request) => get(deps, request) },
];

async function list(
  { events: store, eventData }: EventRoutesDeps,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { query } = request;
  const page = pageRequestOf(query, BY_TIME);
  const bodyOf = excludesData(query)
    ? eventSummary
    : (event: RecordedEvent) => includedEvent(eventData, event);
  const tenantIds = requestOwners('tenant_id', request);
  const scope = { tenantIds, eventIds: query.all('id') };
  const isWanted = rowFilter(query);
  const isShown = isOfCurrentTenant(await loadCurrentTenants(tenantIds, request));
  const rows = await store.list(scope, {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: (row) => isShown(row) && isWanted(row),
  });
  const events = await takeWhileFits(rows, async (some) =>
    (await store.getAll(some)).flatMap((event) =>
      event ? [{ position: event.position, body: async () => bodyOf(event) }] : [],
    ),
  );
  const { models, pagination } = pageOf(page, BY_TIME, events);
  return { status: 200, body: { models: models.map(({ body }) => body), pagination } };
}

async function get(
  { events, eventData }: EventRoutesDeps,
  request: HttpRequest,
): Promise<HttpResponse> {
  const { event_id = '' } = request.params;
  const currentTenants = await loadCurrentTenants(requestOwners('tenant_id', request), request);
  const all = await events.findAll(event_id);
  const event = all.find(
    ({ tenant_id, tenant_incarnation }) =>
      isOwned(tenant_id, request) && isCurrent(currentTenants, tenant_id, tenant_incarnation),
  );
  const data = event && (await eventBody(eventData, event));
  if (!data || data.kind === 'expired') throw new HttpError(404, notFound(event_id));
  if (data.kind === 'unavailable') throw dataUnavailable(data.bucket);
  return { status: 200, body: data.body };
}

/** @throws HttpError 422 for a member that cannot be left out */
function excludesData(query: Query): boolean {
  const excluded = query.all('exclude').flatMap((value) => value.split(','));
  if (excluded.some((member) => member !== 'data')) {
    throw queryParameterError('exclude', 'must be data');
  }
  return excluded.length > 0;
}

const notFound = (id: string): string =>
  isBatchId(id) ? `${id} is a batch: see GET /attempts?event_id=${id}` : 'event not found';

function rowFilter(query: Query): (row: TimelineRow) => boolean {
  const topics = query.all('topic');
  const destinations = query.all('destination_id');
  return ({ topic, destination_ids }) =>
    (topics.length === 0 || topics.includes(String(topic))) &&
    (destinations.length === 0 ||
      (Array.isArray(destination_ids) && destinations.some((id) => destination_ids.includes(id))));
}
