import {
  type HttpRequest,
  type HttpResponse,
  loadCurrentTenants,
  type Route,
} from '../platform/http/http-request.ts';
import { takeTextsWhileFit } from '../platform/http/response-size.ts';
import { Aggregation } from './aggregation.ts';
import type { Kind } from './measures.ts';
import { getAttemptMetrics, getEventMetrics } from './metrics.operations.ts';
import { ROW_LIMIT } from './metrics-body.ts';
import { type MetricsQuery, parseMetricsQuery } from './metrics-query.ts';
import { readSamples, type SampleDeps } from './read-samples.ts';

/** Dependencies of the metrics routes. */
export interface MetricsRoutesDeps extends SampleDeps {
  readonly now: () => Date;
}

/** `GET /metrics/events` and `GET /metrics/attempts`. */
export const metricsRoutes = (deps: MetricsRoutesDeps): Route[] => [
  { ...getEventMetrics, handle: (request) => metrics(deps, 'EVENTS', request) },
  {
    ...getAttemptMetrics,
    handle: (request) => metrics(deps, 'ATTEMPTS', request),
  },
];

async function metrics(
  deps: MetricsRoutesDeps,
  kind: Kind,
  request: HttpRequest,
): Promise<HttpResponse> {
  const startedAt = deps.now();
  const parsedQuery = parseMetricsQuery(kind, request);
  const currentTenants = await loadCurrentTenants(
    parsedQuery.filters.get('tenant_id') ?? [],
    request,
  );
  const query: MetricsQuery = { ...parsedQuery, currentTenants };
  const aggregation = new Aggregation(query);
  const readAll = await readSamples(deps, query, (sample) => aggregation.take(sample));
  const { texts, all: fitAll } = takeTextsWhileFit(aggregation.points(), ROW_LIMIT);
  const metadata = {
    granularity: query.granularity && `${query.granularity.value}${query.granularity.unit}`,
    query_time_ms: deps.now().getTime() - startedAt.getTime(),
    row_count: texts.length,
    row_limit: ROW_LIMIT,
    truncated: !readAll || !fitAll,
  };
  return { status: 200, body: { data: texts, metadata } };
}
