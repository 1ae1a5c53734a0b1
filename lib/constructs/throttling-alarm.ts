import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/** The AWS SDK retries what a table throttles: a few, as a partition splits, slow nobody down. */
const THROTTLED = { above: 60, within: Duration.minutes(5) };

/** CloudWatch has no metric of a table with its indexes: reads and writes are counted for each. */
const METRICS = ['ReadThrottleEvents', 'WriteThrottleEvents'];

export interface ThrottlingAlarmProps {
  readonly tableName: string;
  readonly indexes: readonly string[];
  /** The effect of a table that throttles. */
  readonly impact: string;
  /**
   * Is told of the alarm.
   *
   * @default - nobody
   */
  readonly topic?: ITopic;
}

const WHAT_TO_DO =
  'See in CloudWatch whether it is the table or an index; DynamoDB adapts to more traffic within half an hour, unless a quota of the account or one key is the limit.';

/** The reads and writes that a table or one of its indexes throttled; there is no data while there are none. */
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
      ...(props.topic !== undefined && { topic: props.topic }),
    });
  }
}
