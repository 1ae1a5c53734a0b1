import * as z from 'zod';

/** The most data points in a response, as in Outpost. */
export const ROW_LIMIT = 100_000;

/** One data point: measures for a bucket and dimension values. */
export const MetricsPoint = z
  .strictObject({
    time_bucket: z.iso.datetime().optional().meta({
      description: 'The start of the bucket. Absent without a granularity.',
      example: '2026-11-22T10:00:00Z',
    }),
    dimensions: z.record(z.string(), z.string()).meta({
      description: 'The values of the dimensions, as text; empty text for a missing value.',
      example: { topic: 'orders' },
    }),
    metrics: z.record(z.string(), z.number().nullable()).meta({
      description:
        'The requested measures. Latency measures are null if no attempt has a `latency_ms`.',
      example: { count: 42 },
    }),
  })
  .meta({ id: 'MetricsPoint' });
export type MetricsPoint = z.output<typeof MetricsPoint>;

/** The response to a metrics query. */
export const MetricsBody = z
  .strictObject({
    data: z.array(MetricsPoint),
    metadata: z.strictObject({
      granularity: z
        .string()
        .optional()
        .meta({ description: 'The granularity of the request.', example: '1h' }),
      query_time_ms: z.int().meta({ description: 'Query time in milliseconds.' }),
      row_count: z.int().meta({ description: 'The number of data points.' }),
      row_limit: z.int().meta({ description: 'The maximum number of data points.' }),
      truncated: z.boolean().meta({
        description: 'Whether a limit was exceeded: counts may be too low, or data points missing.',
      }),
    }),
  })
  .meta({ id: 'Metrics' });
export type MetricsBody = z.output<typeof MetricsBody>;
