import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { NAMESPACE } from '../../lambdas/platform/aws/metrics-emitter.ts';

/** What the logs and counts of a stage are told apart by. */
export const serviceOf = (stageName: string): string => `waybill-${stageName}`;

/**
 * What the functions of a stage count under a name, in five minutes. Powertools gives each count the
 * one dimension `service`, for which a function has `POWERTOOLS_SERVICE_NAME`.
 */
export const counter = (stageName: string, metricName: string): Metric =>
  new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { service: serviceOf(stageName) },
    statistic: 'Sum',
    period: Duration.minutes(5),
  });
