import { z } from 'zod';

/** The most data points in a response, as in Outpost. */
export const ROW_LIMIT = 100_000;

/** One data point: measures for a bucket and dimension values. */
export const MetricsPoint = z
  .strictObject({
    time_bucket: z.iso.datetime().optional().meta({
      description: 'When the bucket begins. Absent without a granularity.',
      example: '2026-11-22T10:00:00Z',
    }),
    dimensions: z.record(z.string(), z.string()).meta({
      description: 'What was told apart, as text; empty text where there is no such value.',
      example: { topic: 'orders' },
    }),
    metrics: z.record(z.string(), z.number().nullable()).meta({
      description:
        'The measures that were asked for. Those of latencies are null where no attempt has a `latency_ms`.',
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
      granularity: z.string().optional().meta({ description: 'As asked for.', example: '1h' }),
      query_time_ms: z.int().meta({ description: 'How long it took to find out.' }),
      row_count: z.int().meta({ description: 'How many data points there are.' }),
      row_limit: z.int().meta({ description: 'How many there are at the most.' }),
      truncated: z.boolean().meta({
        description:
          'Whether more was to be read or shown than may be: counts may be too low, or data points missing.',
      }),
    }),
  })
  .meta({ id: 'Metrics' });
export type MetricsBody = z.output<typeof MetricsBody>;
