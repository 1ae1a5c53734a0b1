import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface ImpactAlarmProps {
  readonly metric: IMetric;
  /** The threshold: the alarm fires when the metric is above it. */
  readonly above: number;
  /** Who is affected and how, and what to do. The person on call reads this text. */
  readonly impact: string;
}

/** An alarm that states its impact. Missing data means no messages and counts as healthy. */
export class ImpactAlarm extends Construct {
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string, { metric, above, impact }: ImpactAlarmProps) {
    super(scope, id);
    this.alarm = new Alarm(this, 'Alarm', {
      metric,
      threshold: above,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: 1,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: impact,
    });
  }
}

export interface AlarmSettings {
  /** Whether the stage has alarms. */
  readonly alarms: boolean;
  /**
   * The SNS topic that is notified when an alarm fires and when it recovers.
   *
   * @default - no notification; the alarms show in CloudWatch
   */
  readonly alarmTopicArn?: string;
}

/**
 * Connects all alarms in `scope` to the topic of the stage, or removes them from a stage without alarms.
 * Call it when `scope` is complete.
 */
export function configureAlarms(scope: Construct, { alarms, alarmTopicArn }: AlarmSettings): void {
  if (!alarms) {
    for (const { node } of alarmsIn(scope)) node.scope?.node.tryRemoveChild(node.id);
    return;
  }
  if (alarmTopicArn === undefined) return;
  const action = new SnsAction(Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn));
  for (const { alarm } of alarmsIn(scope)) {
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}

const alarmsIn = (scope: Construct): ImpactAlarm[] =>
  scope.node.findAll().filter((construct) => construct instanceof ImpactAlarm);
