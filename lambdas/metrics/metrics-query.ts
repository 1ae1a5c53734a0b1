import type { PresentTenants } from '../platform/dynamodb/incarnation.ts';
import { HttpError } from '../platform/http/http-error.ts';
import { type HttpRequest, ownersOf } from '../platform/http/http-request.ts';
import type { Query } from '../platform/http/query.ts';
import { validationMessages } from '../platform/http/validation-messages.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import { bucketsIn, type Granularity, granularityOf, type TimeRange } from './granularity.ts';
import type { Measure } from './measures.ts';
import { ATTEMPT_DIMENSIONS, type Dimension, type Kind } from './metric-types.ts';
import { ROW_LIMIT } from './metrics-body.ts';
import { AttemptMetricsParameters, EventMetricsParameters } from './metrics-parameters.ts';

/** By dimension, the values that are wanted; a dimension that is not among them may have any. */
export type Filters = ReadonlyMap<Dimension, readonly string[]>;

/** What a request wants to know. */
export interface MetricsQuery {
  readonly kind: Kind;
  readonly range: TimeRange;
  readonly granularity: Granularity | undefined;
  readonly measures: readonly Measure[];
  readonly dimensions: readonly Dimension[];
  readonly filters: Filters;
  /** The present incarnations of the tenants among the filters. @default all count */
  readonly present?: PresentTenants;
}

const PARAMETERS = { EVENTS: EventMetricsParameters, ATTEMPTS: AttemptMetricsParameters };

/**
 * @throws HttpError 400 naming every parameter that is wrong (not 422: as in Outpost), 403 when a
 *   tenant's token asks for other tenants, or tells tenants apart
 */
export function metricsQueryOf(kind: Kind, request: HttpRequest): MetricsQuery {
  const parsed = PARAMETERS[kind].safeParse(parametersIn(request.query));
  if (!parsed.success) throw refused(validationMessages(parsed.error));
  const { 'time[start]': from, 'time[end]': to, granularity: length = '' } = parsed.data;
  const { measures, dimensions = [] } = parsed.data;
  if (request.subject !== undefined && dimensions.includes('tenant_id')) {
    throw new HttpError(403, "forbidden: dimensions must not name tenant_id with a tenant's token");
  }
  const granularity = granularityOf(length);
  const range = rangeOf(from, to, granularity);
  return { kind, range, granularity, measures, dimensions, filters: filtersOf(request) };
}

/** 400 with one sentence per fault. */
export const refused = (faults: readonly string[]): HttpError =>
  new HttpError(400, faults.join('; '), faults);

/** All that is given, by the names the schemas have for it; an unknown name is refused by them. */
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

/** Rollups count by the minute; only seconds are looked up in the log, and counted exactly. */
function rangeOf(from: string, to: string, granularity: Granularity | undefined): TimeRange {
  const [start, end] = [millisecondsOf(from), millisecondsOf(to)];
  if (start >= end) throw refused(['time[start] must be before time[end]']);
  const unit = granularity?.unit === 's' ? 1 : MINUTE_MS;
  const range = { start: Math.floor(start / unit) * unit, end: Math.ceil(end / unit) * unit };
  if (granularity && hasTooManyBuckets(range, granularity)) {
    throw refused([
      `granularity must be longer, or the time shorter: they make more than ${ROW_LIMIT} buckets`,
    ]);
  }
  return range;
}

const millisecondsOf = (text: string): number => Date.parse(instantOf(text) ?? '');

function hasTooManyBuckets(range: TimeRange, granularity: Granularity): boolean {
  let left = ROW_LIMIT;
  for (const _bucket of bucketsIn(range, granularity)) if (left-- === 0) return true;
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

/** Here, as in Outpost, another tenant than the token's is refused, and not ignored. */
function tenantsIn(parameter: string, request: HttpRequest): readonly string[] {
  const { query, subject } = request;
  if (subject !== undefined && query.all(parameter).some((tenant) => tenant !== subject)) {
    throw new HttpError(403, `forbidden: ${parameter} must be that of the token`);
  }
  return ownersOf(parameter, request);
}
