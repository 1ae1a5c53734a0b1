import * as z from 'zod';
import type { CurrentTenants } from '../platform/dynamodb/incarnation.ts';
import { DomainError, ForbiddenError } from '../platform/errors.ts';
import { type HttpRequest, requestOwners } from '../platform/http/http-request.ts';
import { listParameter, type Query, ShortText } from '../platform/http/query.ts';
import { validationMessages } from '../platform/http/validation.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import {
  ATTEMPT_DIMENSIONS,
  ATTEMPT_MEASURES,
  type Dimension,
  EVENT_DIMENSIONS,
  EVENT_MEASURES,
  type Kind,
  type Measure,
} from './measures.ts';
import { ROW_LIMIT } from './metrics-body.ts';
import {
  GRANULARITIES,
  type Granularity,
  listBuckets,
  parseGranularity,
  type TimeRange,
} from './time-ranges.ts';

const Instant = z
  .string()
  .refine(
    (text) => instantOf(text) !== undefined,
    'must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
  )
  .meta({ format: 'date-time' });

const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(', ')}` });

const range = {
  'time[start]': Instant.meta({
    description: 'Start of the time range (inclusive), rounded down to the minute.',
    example: '2026-11-22T00:00:00Z',
  }),
  'time[end]': Instant.meta({
    description: 'End of the time range (exclusive), rounded up to the minute.',
    example: '2026-11-23T00:00:00Z',
  }),
  granularity: z
    .string()
    .refine((text) => parseGranularity(text) !== undefined, `must be ${GRANULARITIES}`)
    .optional()
    .meta({
      description: `Length of the time buckets: ${GRANULARITIES}. Default: one bucket for the whole range. With seconds, the time range is not rounded.`,
      example: '1h',
    }),
};

const measures = <const Names extends readonly string[]>(names: Names, description: string) =>
  z
    .array(oneOf(names))
    .min(1, `must have at least one of ${names.join(', ')}`)
    .meta({
      description,
      param: { style: 'form', explode: true },
    });

const dimensions = <const Names extends readonly string[]>(names: Names) =>
  listParameter(oneOf(names), 'Dimensions to group by. `tenant_id` requires an API key.');

const filters = {
  'filters[tenant_id]': listParameter(ShortText, 'Filter by tenant ID.'),
  'filters[topic]': listParameter(ShortText, 'Filter by topic.'),
  'filters[destination_id]': listParameter(ShortText, 'Filter by destination ID.'),
};

export const EventMetricsParameters = z.strictObject({
  ...range,
  measures: measures(EVENT_MEASURES, 'The measures to return. Rates are per second.'),
  dimensions: dimensions(EVENT_DIMENSIONS),
  ...filters,
});

const AttemptNumber = z.string().regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1');

export const AttemptMetricsParameters = z.strictObject({
  ...range,
  measures: measures(
    ATTEMPT_MEASURES,
    'The measures to return. Rates are per second. Latencies are in milliseconds and cover the attempts that have a `latency_ms`. The error of a percentile is at most 20 % from 6 to 2,293 ms. Below and above that range, a percentile is the average of the latencies there.',
  ),
  dimensions: dimensions(ATTEMPT_DIMENSIONS),
  ...filters,
  'filters[destination_type]': listParameter(ShortText, 'Filter by destination type.'),
  'filters[status]': listParameter(oneOf(['success', 'failed']), 'Filter by outcome.'),
  'filters[code]': listParameter(ShortText, 'Filter by code.'),
  'filters[manual]': listParameter(
    oneOf(['true', 'false']),
    'Only manual retries (`true`), or only other attempts (`false`).',
  ),
  'filters[attempt_number]': listParameter(AttemptNumber, 'Filter by attempt number.'),
});

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
  readonly currentTenants?: CurrentTenants;
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
export function parseMetricsQuery(kind: Kind, request: HttpRequest): MetricsQuery {
  const parsed = PARAMETERS[kind].safeParse(parseParameters(request.query));
  if (!parsed.success) throw new MetricsQueryError(validationMessages(parsed.error));
  const { 'time[start]': from, 'time[end]': to, granularity: length = '' } = parsed.data;
  const { measures, dimensions = [] } = parsed.data;
  if (request.subject !== undefined && dimensions.includes('tenant_id')) {
    throw new ForbiddenError('the dimension tenant_id requires an API key');
  }
  const granularity = parseGranularity(length);
  const range = parseRange(from, to, granularity);
  return { kind, range, granularity, measures, dimensions, filters: parseFilters(request) };
}

/** All parameters of the query, by the schemas' names. The schemas reject unknown names. */
function parseParameters(query: Query) {
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

/**
 * Rounds the range to minutes, the resolution of rollups. Seconds are read from the event store and need no
 * rounding.
 */
function parseRange(from: string, to: string, granularity: Granularity | undefined): TimeRange {
  const [start, end] = [parseMilliseconds(from), parseMilliseconds(to)];
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

const parseMilliseconds = (text: string): number => Date.parse(instantOf(text) ?? '');

function hasTooManyBuckets(range: TimeRange, granularity: Granularity): boolean {
  let remaining = ROW_LIMIT;
  for (const _bucket of listBuckets(range, granularity)) if (remaining-- === 0) return true;
  return false;
}

function parseFilters(request: HttpRequest): Filters {
  const entries = ATTEMPT_DIMENSIONS.map((name) => {
    const parameter = `filters[${name}]`;
    const ids =
      name === 'tenant_id' ? parseTenants(parameter, request) : request.query.all(parameter);
    return [name, [...new Set(ids)]] as const;
  });
  return new Map(entries.filter(([, ids]) => ids.length > 0));
}

/** As in Outpost, a tenant other than the token's is rejected here, not ignored. */
function parseTenants(parameter: string, request: HttpRequest): readonly string[] {
  const { query, subject } = request;
  if (subject !== undefined && query.all(parameter).some((tenant) => tenant !== subject)) {
    throw new ForbiddenError(`${parameter} must be the tenant of the token`);
  }
  return requestOwners(parameter, request);
}
