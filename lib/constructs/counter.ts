import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE } from '../../lambdas/platform/aws/metrics-emitter.ts';

/** The service name that identifies a stage in logs and metrics. */
export const serviceOf = (stageName: string): string => `waybill-${stageName}`;

/**
 * The sum of a counter over five minutes, across the stage's functions. Each metric has
 * one dimension, `service`, which a function takes from its `SERVICE_NAME`.
 */
export const counter = (stageName: string, metricName: string): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service: serviceOf(stageName) },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
