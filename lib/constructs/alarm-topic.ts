import { type ITopic, Topic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The SNS topic that alarms notify, if the stage names one. */
export const alarmTopic = (
  scope: Construct,
  { alarmTopicArn }: { readonly alarmTopicArn?: string },
): { readonly alarmTopic?: ITopic } =>
  alarmTopicArn === undefined
    ? {}
    : { alarmTopic: Topic.fromTopicArn(scope, 'AlarmTopic', alarmTopicArn) };
