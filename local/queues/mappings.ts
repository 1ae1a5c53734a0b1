import * as z from 'zod';
import type { Kind } from '../template/read-resources.ts';

const Properties = z
  .strictObject({
    EventSourceArn: z.string(),
    FunctionName: z.string(),
    BatchSize: z.int().positive().default(10),
    MaximumBatchingWindowInSeconds: z.int().nonnegative().default(0),
    ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().positive() }).optional(),
    FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).default([]),
    Enabled: z.boolean().default(true),
  })
  .refine(
    ({ BatchSize, MaximumBatchingWindowInSeconds }) =>
      BatchSize <= 10 || MaximumBatchingWindowInSeconds > 0,
    'Lambda rejects a BatchSize over 10 without MaximumBatchingWindowInSeconds',
  );

export type MappingProperties = z.infer<typeof Properties>;

/** Event source mappings from SQS queues to functions. */
export const MAPPINGS: Kind<typeof Properties> = {
  types: ['AWS::Lambda::EventSourceMapping'],
  properties: Properties,
  ignored: ['MetricsConfig', 'LoggingConfig', 'Tags'],
};
