import { z } from 'zod';
import { listParameter, ShortText } from '../platform/http/query.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import { GRANULARITIES, granularityOf } from './granularity.ts';
import { ATTEMPT_MEASURES, EVENT_MEASURES } from './measures.ts';
import { ATTEMPT_DIMENSIONS, EVENT_DIMENSIONS } from './metric-types.ts';

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
    .refine((text) => granularityOf(text) !== undefined, `must be ${GRANULARITIES}`)
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

/** The parameters of the metrics of events. */
export const EventMetricsParameters = z.strictObject({
  ...range,
  measures: measures(EVENT_MEASURES, 'The measures to return. Rates are per second.'),
  dimensions: dimensions(EVENT_DIMENSIONS),
  ...filters,
});

const AttemptNumber = z.string().regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1');

/** The parameters of the metrics of attempts. */
export const AttemptMetricsParameters = z.strictObject({
  ...range,
  measures: measures(
    ATTEMPT_MEASURES,
    'The measures to return. Rates are per second. Latencies are in milliseconds and cover the attempts that have a `latency_ms`. Percentiles are at most 20 % off between 6 and 2,293 ms; below and above, they are the average of that range.',
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
