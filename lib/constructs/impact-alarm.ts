import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface ImpactAlarmProps {
  readonly metric: IMetric;
  /** The threshold: the alarm fires when the metric is above it. */
  readonly above: number;
  /** Who is affected and how, and what to do. The person on call reads this text. */
  readonly impact: string;
  /**
   * The topic that is notified when the alarm fires and when it clears.
   *
   * @default - no notification; the alarm shows in CloudWatch
   */
  readonly topic?: ITopic;
}

/** An alarm that states its impact. Missing data means no messages and counts as healthy. */
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

/** The SNS topic that alarms notify, if the stage names one. */
export const alarmTopic = (
  scope: Construct,
  { alarmTopicArn }: { readonly alarmTopicArn?: string },
): { readonly alarmTopic?: ITopic } =>
  alarmTopicArn === undefined
    ? {}
    : { alarmTopic: Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn) };
