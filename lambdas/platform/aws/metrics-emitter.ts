import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';

/** Where CloudWatch shows the counts. */
export const NAMESPACE = 'Waybill';

const metrics = new Metrics({ namespace: NAMESPACE });

/** Adds to a counter of that name, as CloudWatch shows it. The counts of one invocation are written together, as one line of the log. */
export const count = (counter: string, amount = 1): void => {
  metrics.addMetric(counter, MetricUnit.Count, amount);
};

/**
 * Middleware that writes the counts at the end of an invocation, in CloudWatch's embedded metric
 * format. Powertools' own warns of every invocation that counts nothing.
 */
export const flushMetrics = () => {
  const write = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return { after: write, onError: write };
};
