import type { PresentTenants } from '../platform/dynamodb/incarnation.ts';
import { DomainError, ForbiddenError } from '../platform/errors.ts';
import { type HttpRequest, ownersOf } from '../platform/http/http-request.ts';
import type { Query } from '../platform/http/query.ts';
import { validationMessages } from '../platform/http/validation-messages.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import { bucketsIn, type Granularity, granularityOf, type TimeRange } from './granularity.ts';
import type { Measure } from './measures.ts';
import { ATTEMPT_DIMENSIONS, type Dimension, type Kind } from './metric-types.ts';
import { ROW_LIMIT } from './metrics-body.ts';
import { AttemptMetricsParameters, EventMetricsParameters } from './metrics-parameters.ts';

/** Allowed values by dimension. A dimension without an entry may have any value. */
export type Filters = ReadonlyMap<Dimension, readonly string[]>;

/** A parsed metrics query. */
export interface MetricsQuery {
  readonly kind: Kind;
  readonly range: TimeRange;
  readonly granularity: Granularity | undefined;
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly filters: Filters;
  /** The current incarnations of the tenants in the filters. @default all incarnations count */
  readonly present?: PresentTenants;
}

/** A metrics query with invalid parameters. As in Outpost, it counts as malformed. */
export class MetricsQueryError extends DomainError {
  readonly kind = 'malformed';

  constructor(sentences: readonly string[]) {
    super(sentences.join('; '), sentences);
  }
}

const PARAMETERS = { EVENTS: EventMetricsParameters, ATTEMPTS: AttemptMetricsParameters };

/**
 * @throws MetricsQueryError that names every invalid parameter, ForbiddenError when a tenant's token
 *   filters by other tenants, or groups by `tenant_id`
 */
export function metricsQueryOf(kind: Kind, request: HttpRequest): MetricsQuery {
  const parsed = PARAMETERS[kind].safeParse(parametersIn(request.query));
  if (!parsed.success) throw new MetricsQueryError(validationMessages(parsed.error));
  const { 'time[start]': from, 'time[end]': to, granularity: length = '' } = parsed.data;
  const { measures, dimensions = [] } = parsed.data;
  if (request.subject !== undefined && dimensions.includes('tenant_id')) {
    throw new ForbiddenError('the dimension tenant_id requires an API key');
  }
  const granularity = granularityOf(length);
  const range = rangeOf(from, to, granularity);
  return { kind, range, granularity, measures, dimensions, filters: filtersOf(request) };
}

/** All parameters of the query, by the schemas' names. The schemas reject unknown names. */
function parametersIn(query: Query) {
  const times = query.operators('time').map((name) => `time[${name}]`);
  const filters = query.operators('filters').map((name) => `filters[${name}]`);
  const dimensions = query.all('dimensions');
  return {
    ...Object.fromEntries(times.map((name) => [name, query.one(name)])),
    ...Object.fromEntries(filters.map((name) => [name, query.all(name)])),
    granularity: query.one('granularity'),
    measures: query.all('measures'),
    dimensions,
  };
}

const MINUTE_MS = 60_000;

/** Rounds the range to minutes, the resolution of rollups. Seconds are read from the event store and need no rounding. */
function rangeOf(from: string, to: string, granularity: Granularity | undefined): TimeRange {
  const [start, end] = [millisecondsOf(from), millisecondsOf(to)];
  if (start >= end) throw new MetricsQueryError(['time[start] must be before time[end]']);
  const unit = granularity?.unit === 's' ? 1 : MINUTE_MS;
  const range = { start: Math.floor(start / unit) * unit, end: Math.ceil(end / unit) * unit };
  if (granularity && hasTooManyBuckets(range, granularity)) {
    throw new MetricsQueryError([
      `granularity must be longer, or the time range shorter: the result has more than ${ROW_LIMIT} buckets`,
    ]);
  }
  return range;
}

const millisecondsOf = (text: string): number => Date.parse(instantOf(text) ?? '');

function hasTooManyBuckets(range: TimeRange, granularity: Granularity): boolean {
  let remaining = ROW_LIMIT;
  for (const _bucket of bucketsIn(range, granularity)) if (remaining-- === 0) return true;
  return false;
}

function filtersOf(request: HttpRequest): Filters {
  const given = ATTEMPT_DIMENSIONS.map((name) => {
    const parameter = `filters[${name}]`;
    const wanted =
      name === 'tenant_id' ? tenantsIn(parameter, request) : request.query.all(parameter);
    return [name, [...new Set(wanted)]] as const;
  });
  return new Map(given.filter(([, wanted]) => wanted.length > 0));
}

/** As in Outpost, a tenant other than the token's is rejected here, not ignored. */
function tenantsIn(parameter: string, request: HttpRequest): readonly string[] {
  const { query, subject } = request;
  if (subject !== undefined && query.all(parameter).some((tenant) => tenant !== subject)) {
    throw new ForbiddenError(`${parameter} must be the tenant of the token`);
  }
  return ownersOf(parameter, request);
}
