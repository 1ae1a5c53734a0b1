import { header, isLogged, writeLine } from './logger.ts';

/** The CloudWatch metric namespace. */
export const NAMESPACE = 'Waybill';

/** The counters of the current invocation. */
const counters = new Map<string, number>();

/** Returns the counters of the current invocation, and resets them. */
export function takeCounters(): Readonly<Record<string, number>> {
  const taken = Object.fromEntries(counters);
  counters.clear();
  return taken;
}

/** Adds `amount` to the CloudWatch metric `counter`. */
export const count = (counter: string, amount = 1): void => {
  counters.set(counter, (counters.get(counter) ?? 0) + amount);
};

/**
 * Middleware that writes one line at the end of an invocation: what was done, and its metrics in
 * CloudWatch's embedded metric format, each with the dimension `service`
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
 * An invocation without metrics writes the line only at level info.
 *
 * @param message what the invocation is
 * @param fieldsOf fields to add to the line @default none
 */
export const invocationLog = <Request>(
  message: string,
  fieldsOf: (request: Request) => Readonly<Record<string, unknown>> = () => ({}),
) => {
  const write = (request: Request) => {
    const metrics = takeCounters();
    const isEmpty = Object.keys(metrics).length === 0;
    if (isLogged('error') && (isLogged('info') || !isEmpty)) {
      const line = header('info', message);
      const _aws = isEmpty ? undefined : embedded(Date.parse(line.timestamp), Object.keys(metrics));
      writeLine({ ...line, ...fieldsOf(request), ...metrics, _aws });
    }
  };
  return { after: write, onError: write };
};

/** The object by which CloudWatch finds the metrics among a line's fields. */
const embedded = (Timestamp: number, names: readonly string[]) => ({
  Timestamp,
  CloudWatchMetrics: [
    {
      Namespace: NAMESPACE,
      Dimensions: [['service']],
      Metrics: names.map((Name) => ({ Name, Unit: 'Count' })),
    },
  ],
});
