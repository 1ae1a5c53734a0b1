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
    description: 'From when on, rounded down to the minute.',
    example: '2026-11-22T00:00:00Z',
  }),
  'time[end]': Instant.meta({
    description: 'Before when, rounded up to the minute.',
    example: '2026-11-23T00:00:00Z',
  }),
  granularity: z
    .string()
    .refine((text) => granularityOf(text) !== undefined, `must be ${GRANULARITIES}`)
    .optional()
    .meta({
      description: `The length of the buckets to divide the time into: ${GRANULARITIES}. Without it there is one. Seconds are counted exactly, and the time is then not rounded.`,
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
  listParameter(oneOf(names), 'What to tell apart. `tenant_id` is for API keys.');

const filters = {
  'filters[tenant_id]': listParameter(ShortText, 'Only of these tenants.'),
  'filters[topic]': listParameter(ShortText, 'Only of these topics.'),
  'filters[destination_id]': listParameter(ShortText, 'Only of these destinations.'),
};

/** The parameters of the metrics of events. */
export const EventMetricsParameters = z.strictObject({
  ...range,
  measures: measures(EVENT_MEASURES, 'What to tell. Rates are per second.'),
  dimensions: dimensions(EVENT_DIMENSIONS),
  ...filters,
});

const AttemptNumber = z.string().regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 on');

/** The parameters of the metrics of attempts. */
export const AttemptMetricsParameters = z.strictObject({
  ...range,
  measures: measures(
    ATTEMPT_MEASURES,
    'What to tell. Rates are per second. Latencies are in milliseconds, of the attempts that have a `latency_ms`; percentiles are at most 20 % off between 6 and 2,293 ms, and the average of what is below or above.',
  ),
  dimensions: dimensions(ATTEMPT_DIMENSIONS),
  ...filters,
  'filters[destination_type]': listParameter(ShortText, 'Only of destinations of these types.'),
  'filters[status]': listParameter(oneOf(['success', 'failed']), 'Only attempts that went so.'),
  'filters[code]': listParameter(ShortText, 'Only attempts with these codes.'),
  'filters[manual]': listParameter(
    oneOf(['true', 'false']),
    'Only attempts that were asked for by hand, or only others.',
  ),
  'filters[attempt_number]': listParameter(AttemptNumber, 'Only these attempts at a delivery.'),
});
