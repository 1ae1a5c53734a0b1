import { errorDoc, type Operation, type OperationDoc } from '../platform/http/operation.ts';
import { MetricsBody } from './metrics-body.ts';
import { AttemptMetricsParameters, EventMetricsParameters } from './metrics-query.ts';

const responses: OperationDoc['responses'] = {
  200: {
    description: 'The data points, ordered by time within each combination of dimensions.',
    schema: MetricsBody,
  },
  400: errorDoc('A parameter is missing or invalid, or the time range is too long.'),
  403: errorDoc('A tenant token requests other tenants, or groups by tenant.'),
};

export const getEventMetrics: Operation = {
  method: 'GET',
  path: '/api/v1/metrics/events',
  access: 'read',
  doc: {
    operationId: 'getEventMetrics',
    tag: 'Metrics',
    summary: 'Count events',
    description:
      'Counts events by the time of the event, as soon as they have an attempt. Grouped by `destination_id`, an event counts once for each destination that it matched.',
    query: EventMetricsParameters,
    responses,
  },
};

export const getAttemptMetrics: Operation = {
  method: 'GET',
  path: '/api/v1/metrics/attempts',
  access: 'read',
  doc: {
    operationId: 'getAttemptMetrics',
    tag: 'Metrics',
    summary: 'Count attempts',
    description:
      'Counts attempts by the time of the attempt. The code `other` stands for codes of stores that metrics do not distinguish: without tenants and destinations as a filter or dimension, all that are not known, and otherwise those beyond 20 in an hour.',
    query: AttemptMetricsParameters,
    responses,
  },
};
