import { Match } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { templateOf } from '../support/stacks.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

describe('the alarm of operator events', () => {
  it('fires when any function could not queue an operator event', () => {
    const service = 'waybill-eu';
    const template = templateOf({ stage: 'eu' });
    template.hasResourceProperties(ALARM, {
      Namespace: 'Waybill',
      MetricName: 'OperatorEventsDropped',
      Dimensions: [{ Name: 'service', Value: service }],
      Statistic: 'Sum',
      Threshold: 0,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('attempts or subscriptions'),
    });
    // The dimension of the functions' metric.
    template.allResourcesProperties('AWS::Lambda::Function', {
      Environment: { Variables: Match.objectLike({ SERVICE_NAME: service }) },
    });
  });

  it('notifies the topic of the stage', () => {
    const alarmTopicArn = 'arn:aws:sns:eu-west-1:111122223333:on-call';
    templateOf({ alarmTopicArn }).hasResourceProperties(ALARM, {
      MetricName: 'OperatorEventsDropped',
      AlarmActions: [alarmTopicArn],
      OKActions: [alarmTopicArn],
    });
  });
});
