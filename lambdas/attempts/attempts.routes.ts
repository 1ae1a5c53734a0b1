import { decodeTime } from 'ulid';
import { HttpFault, wrong } from '../runtime/http-fault.ts';
import {
  type HttpRequest,
  type HttpResponse,
  ownersOf,
  type Route,
} from '../runtime/http-request.ts';
import { pageOf, pageRequestOf, readsDescending } from '../runtime/page.ts';
import type { Query } from '../runtime/query.ts';
import type { TimelineRow } from '../runtime/timeline.dynamo.ts';
import { rangeOf } from '../runtime/timeline.ts';
import { attemptBody } from './attempt.ts';
import type {
  AttemptLog,
  AttemptScope,
  DestinationRef,
  RecordedAttempt,
} from './attempt-log.dynamo.ts';

/** Rows on a page, as in Outpost. */
const LIMITS = { usual: 100, most: 1000, otherwise: 'nearest' } as const;

/** The list is in order of the attempts' own time. */
const ORDER_BY = 'time';

const INCLUDABLE = ['event', 'event.data', 'response_data', 'destination'];

const ROOTS = [
  '/api/v1/attempts',
  '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/attempts',
  '/api/v1/{tenant_id}/destinations/{destination_id}/attempts',
];

/** What the attempts' routes need of other rooms. */
export interface AttemptRoutesDeps {
  readonly attempts: AttemptLog;
  /** Whether there is such a tenant. */
  readonly isTenant: (tenantId: string) => Promise<boolean>;
  /** The ids of all destinations a tenant has or had lately. */
  readonly destinationIdsOf: (tenantId: string) => Promise<readonly string[]>;
  /** The events of attempts, as the API shows them, in the order of `attempts`. */
  readonly eventsOf: (
    attempts: readonly RecordedAttempt[],
    withData: boolean,
  ) => Promise<unknown[]>;
  /** The destinations of attempts, as the API shows them, in the order of `attempts`. */
  readonly destinationsOf: (attempts: readonly RecordedAttempt[]) => Promise<unknown[]>;
}

/** `GET /attempts` and `GET /attempts/:attempt_id`, of all and of one destination. */
export function attemptRoutes(deps: AttemptRoutesDeps): Route[] {
  return ROOTS.flatMap((path): Route[] => [
    { method: 'GET', path, handle: (request) => listAttempts(deps, request) },
    { method: 'GET', path: `${path}/{attempt_id}`, handle: (request) => getAttempt(deps, request) },
  ]);
}

async function listAttempts(deps: AttemptRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { query } = request;
  await checkTenant(deps, request);
  const page = pageRequestOf(query, ORDER_BY, LIMITS);
  const include = includeOf(query);
  const wanted = wantedOf(request);
  const { rows, more } = await deps.attempts.list(await scopeOf(deps, wanted), {
    ...rangeOf(query, page),
    descending: readsDescending(page),
    limit: page.limit,
    wanted: (row) => matches(row, wanted),
  });
  const attempts = { rows: await deps.attempts.at(rows), more };
  const { models, pagination } = pageOf(page, ORDER_BY, attempts);
  return { status: 200, body: { models: await bodiesOf(deps, models, include), pagination } };
}

async function getAttempt(deps: AttemptRoutesDeps, request: HttpRequest): Promise<HttpResponse> {
  const { params, query, subject } = request;
  await checkTenant(deps, request);
  const { attempt_id = '', tenant_id = subject, destination_id } = params;
  const include = includeOf(query);
  const attempt = await attemptCalled(deps.attempts, attempt_id);
  const isElsewhere =
    (tenant_id !== undefined && attempt?.tenant_id !== tenant_id) ||
    (destination_id !== undefined && attempt?.destination_id !== destination_id);
  if (!attempt || isElsewhere) throw new HttpFault(404, 'attempt not found');
  const [body] = await bodiesOf(deps, [attempt], include);
  return { status: 200, body };
}

/** @throws HttpFault 404 when the path names a tenant there is not */
async function checkTenant(
  { isTenant }: AttemptRoutesDeps,
  { params: { tenant_id } }: HttpRequest,
): Promise<void> {
  if (tenant_id !== undefined && !(await isTenant(tenant_id))) {
    throw new HttpFault(404, 'tenant not found');
  }
}

/** An attempt's id holds the time it was made at, which says where to look for it. */
async function attemptCalled(
  attempts: AttemptLog,
  id: string,
): Promise<RecordedAttempt | undefined> {
  const ulid = /^atm_([0-7][0-9A-HJKMNP-TV-Z]{25})$/.exec(id)?.[1];
  return ulid === undefined
    ? undefined
    : attempts.find(id, new Date(decodeTime(ulid)).toISOString());
}

async function attemptsCalled(
  attempts: AttemptLog,
  ids: readonly string[],
): Promise<RecordedAttempt[]> {
  const found = await Promise.all([...new Set(ids)].map((id) => attemptCalled(attempts, id)));
  return found.filter((attempt) => attempt !== undefined);
}

/** What a request asks for; empty lists leave it open. */
interface Wanted {
  readonly id: readonly string[];
  readonly tenant_id: readonly string[];
  readonly event_id: readonly string[];
  readonly destination_id: readonly string[];
  readonly destination_type: readonly string[];
  readonly topic: readonly string[];
  readonly status: readonly string[];
}

function wantedOf(request: HttpRequest): Wanted {
  const { params, query } = request;
  const { tenant_id, destination_id } = params;
  const status = query.all('status');
  if (!status.every((value) => value === 'success' || value === 'failed')) {
    throw wrong('status', 'must be success or failed');
  }
  return {
    id: query.all('id'),
    tenant_id: tenant_id ? [tenant_id] : ownersOf('tenant_id', request),
    event_id: query.all('event_id'),
    destination_id: destination_id ? [destination_id] : query.all('destination_id'),
    destination_type: query.all('destination_type'),
    topic: query.all('topic'),
    status,
  };
}

const matches = (row: TimelineRow, { id: _id, ...wanted }: Wanted): boolean =>
  Object.entries(wanted).every(
    ([name, values]) => values.length === 0 || values.includes(String(row[name])),
  );

/** The smallest part of the log that holds all that is wanted. */
async function scopeOf(deps: AttemptRoutesDeps, wanted: Wanted): Promise<AttemptScope> {
  if (wanted.id.length > 0) return { attempts: await attemptsCalled(deps.attempts, wanted.id) };
  if (wanted.event_id.length > 0) return { eventIds: wanted.event_id };
  if (wanted.tenant_id.length === 0) return 'all';
  const refs = await Promise.all(wanted.tenant_id.map((id) => destinationsIn(deps, id, wanted)));
  return { destinations: refs.flat() };
}

async function destinationsIn(
  { destinationIdsOf }: AttemptRoutesDeps,
  tenantId: string,
  { destination_id }: Wanted,
): Promise<DestinationRef[]> {
  const ids = destination_id.length > 0 ? destination_id : await destinationIdsOf(tenantId);
  return ids.map((destinationId) => ({ tenantId, destinationId }));
}

function includeOf(query: Query): Set<string> {
  const include = query.all('include').flatMap((value) => value.split(','));
  const unknown = include.find((value) => !INCLUDABLE.includes(value));
  if (unknown) throw wrong('include', `must be of ${INCLUDABLE.join(', ')}; got ${unknown}`);
  return new Set(include);
}

async function bodiesOf(
  deps: AttemptRoutesDeps,
  attempts: readonly RecordedAttempt[],
  include: Set<string>,
) {
  const withData = include.has('event.data');
  const events = withData || include.has('event') ? await deps.eventsOf(attempts, withData) : [];
  const destinations = include.has('destination') ? await deps.destinationsOf(attempts) : [];
  return attempts.map((attempt, index) => ({
    ...attemptBody(attempt),
    response_data: include.has('response_data') ? attempt.response_data : undefined,
    event: events[index],
    destination: destinations[index],
  }));
}
