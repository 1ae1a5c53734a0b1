import { errorDoc } from '../platform/http/error-body.ts';
import type { Operation, OperationDoc } from '../platform/http/operation.ts';
import { MetricsBody } from './metrics-body.ts';
import { AttemptMetricsParameters, EventMetricsParameters } from './metrics-parameters.ts';

const answers: OperationDoc['answers'] = {
  200: {
    description: 'The data points, each combination of dimensions in order of time.',
    schema: MetricsBody,
  },
  400: errorDoc('A parameter is missing or wrong, or the time reaches too far.'),
  403: errorDoc("A tenant's token asks for other tenants, or tells tenants apart."),
};

/** Returns event metrics. */
export const getEventMetrics: Operation = {
  method: 'GET',
  path: '/api/v1/metrics/events',
  doc: {
    operationId: 'getEventMetrics',
    tag: 'Metrics',
    summary: 'Count events',
    description:
      'Counts events by their own time, from their first attempt on. Told apart by `destination_id`, an event counts for every destination that wanted it.',
    query: EventMetricsParameters,
    answers,
  },
};

/** Returns attempt metrics. */
export const getAttemptMetrics: Operation = {
  method: 'GET',
  path: '/api/v1/metrics/attempts',
  doc: {
    operationId: 'getAttemptMetrics',
    tag: 'Metrics',
    summary: 'Count attempts',
    description: 'Counts attempts by the time they were made at.',
    query: AttemptMetricsParameters,
    answers,
  },
};
