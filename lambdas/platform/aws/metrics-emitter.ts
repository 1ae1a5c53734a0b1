import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** The CloudWatch metric namespace. */
export const NAMESPACE = 'Waybill';

const metrics = new Metrics({ namespace: NAMESPACE });

/** Adds `amount` to the CloudWatch metric `counter`. The metrics of one invocation are written as one log line. */
export const count = (counter: string, amount = 1): void => {
  metrics.addMetric(counter, MetricUnit.Count, amount);
};

/**
 * Middleware that writes the metrics at the end of an invocation, in CloudWatch's embedded metric
 * format. It replaces Powertools' own middleware, which logs a warning for each invocation without metrics.
 */
export const flushMetrics = () => {
  const write = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: write, onError: write };
};
