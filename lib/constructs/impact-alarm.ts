import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface ImpactAlarmProps {
  readonly metric: IMetric;
  /** The alarm goes off when the metric is above this. */
  readonly above: number;
  /** Who is hurt and how, and what to do: the sentence whoever is woken reads. */
  readonly impact: string;
  /**
   * Is told when the alarm goes off and when it is over.
   *
   * @default - nobody is told; the alarm shows in CloudWatch
   */
  readonly topic?: ITopic;
}

/** An alarm that says who is hurt. No data means no messages, and that is well. */
export class ImpactAlarm extends Construct {
  constructor(scope: Construct, id: string, { metric, above, impact, topic }: ImpactAlarmProps) {
    super(scope, id);
    const alarm = new Alarm(this, 'Alarm', {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: impact,
    });
    if (topic === undefined) return;
    alarm.addAlarmAction(new SnsAction(topic));
    alarm.addOkAction(new SnsAction(topic));
  }
}
