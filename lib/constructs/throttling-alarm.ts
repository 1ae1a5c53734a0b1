import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/**
 * The AWS SDK retries throttled requests: a few, while a partition splits, have no visible effect.
 */
const THROTTLED = { above: 60, within: Duration.minutes(5) };

/**
 * CloudWatch has no metric for a table with its indexes: reads and writes are counted separately
 * for each.
 */
const METRICS = ['ReadThrottleEvents', 'WriteThrottleEvents'];

export interface ThrottlingAlarmProps {
  readonly tableName: string;
  readonly indexes: readonly string[];
  /** The impact of a throttled table. */
  readonly impact: string;
}

const WHAT_TO_DO =
  'CloudWatch shows whether the table or an index is throttled. DynamoDB adapts to more traffic within 30 minutes, unless a quota of the account or a hot key is the limit.';

/** The throttled reads and writes of a table and its indexes; without any there is no data. */
const throttled = ({ tableName, indexes }: ThrottlingAlarmProps): MathExpression => {
  const places = [{}, ...indexes.map((name) => ({ GlobalSecondaryIndexName: name }))];
  const metrics = places.flatMap((place) =>
    METRICS.map(
      (metricName) =>
        new Metric({
          namespace: 'AWS/DynamoDB',
          metricName,
          dimensionsMap: { TableName: tableName, ...place },
          statistic: 'Sum',
          period: THROTTLED.within,
        }),
    ),
  );
  return new MathExpression({
    expression: 'SUM(FILL(METRICS(), 0))',
    usingMetrics: Object.fromEntries(metrics.map((metric, index) => [`m${index}`, metric])),
    period: THROTTLED.within,
    label: 'throttled reads and writes',
  });
};

/** Alarms when DynamoDB throttles a table or its indexes. */
export class ThrottlingAlarm extends ImpactAlarm {
  constructor(scope: Construct, id: string, props: ThrottlingAlarmProps) {
    super(scope, id, {
      metric: throttled(props),
      above: THROTTLED.above,
      impact: `${props.impact} ${WHAT_TO_DO}`,
    });
  }
}
