import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Code, Function as Lambda, Runtime } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { configureAlarms } from '../../../lib/constructs/impact-alarm.ts';
import { WorkQueue, type WorkQueueProps } from '../../../lib/constructs/work-queue.ts';
import { aStack } from '../support/stacks.ts';

const DAY = 24 * 60 * 60;

const aWorkQueue = (props: Partial<WorkQueueProps> = {}, stack = aStack()): WorkQueue =>
  new WorkQueue(stack, 'Work', {
    queueName: 'work',
    consumerTimeout: Duration.seconds(20),
    deadLettersImpact: 'Somebody lacks something.',
    backlogImpact: 'Somebody waits.',
    ...props,
  });

const templateOf = (queue: WorkQueue): Template => Template.fromStack(queue.queue.stack);

describe('a work queue', () => {
  it('has a visibility timeout of six consumer timeouts', () => {
    templateOf(aWorkQueue()).hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'work',
      VisibilityTimeout: 120,
    });
  });

  it('dead-letters a message after fifty receives and keeps it for seven days', () => {
    templateOf(aWorkQueue()).hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'work',
      MessageRetentionPeriod: 7 * DAY,
      RedrivePolicy: {
        maxReceiveCount: 50,
        deadLetterTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkDeadLetters'), 'Arn'] },
      },
    });
  });

  it('keeps dead letters for fourteen days', () => {
    templateOf(aWorkQueue()).hasResourceProperties('AWS::SQS::Queue', {
      QueueName: 'work-dead-letters',
      MessageRetentionPeriod: 14 * DAY,
      RedrivePolicy: Match.absent(),
    });
  });

  it('is encrypted, and so is its dead-letter queue', () => {
    templateOf(aWorkQueue()).allResourcesProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
    });
  });

  it('denies access without TLS, and so does its dead-letter queue', () => {
    const template = templateOf(aWorkQueue());
    template.resourceCountIs('AWS::SQS::QueuePolicy', 2);
    template.allResourcesProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'sqs:*',
            Effect: 'Deny',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
        ],
      },
    });
  });
});

describe('the senders of a work queue', () => {
  it('may be other accounts', () => {
    const queue = aWorkQueue({ senderAccounts: ['111122223333', '444455556666'] });
    const account = (id: string) => ({
      'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:iam::${id}:root`]],
    });
    templateOf(queue).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid: 'SenderAccounts',
            Effect: 'Allow',
            Action: ['sqs:GetQueueAttributes', 'sqs:GetQueueUrl', 'sqs:SendMessage'],
            Principal: { AWS: [account('111122223333'), account('444455556666')] },
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'Arn'] },
          },
        ]),
      },
    });
  });

  it.each([
    [
      'SNS topics',
      'SenderTopics',
      'sns.amazonaws.com',
      { senderTopicArns: ['arn:aws:sns:eu-west-1:111122223333:orders'] },
      ['arn:aws:sns:eu-west-1:111122223333:orders'],
    ],
    [
      'EventBridge rules',
      'SenderRules',
      'events.amazonaws.com',
      { senderRuleArns: ['arn:aws:events:eu-west-1:111122223333:rule/a'] },
      ['arn:aws:events:eu-west-1:111122223333:rule/a'],
    ],
  ])('may be %s that are named, and no others of the service', (_, Sid, Service, props, arns) => {
    templateOf(aWorkQueue(props)).hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          {
            Sid,
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service },
            Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'Arn'] },
            Condition: { ArnEquals: { 'aws:SourceArn': arns } },
          },
        ]),
      },
    });
  });

  it('are limited to the account by default', () => {
    const policies = templateOf(aWorkQueue()).findResources('AWS::SQS::QueuePolicy', {
      Properties: { PolicyDocument: { Statement: Match.arrayWith([{ Effect: 'Allow' }]) } },
    });
    expect(policies).toEqual({});
  });
});

describe('the consumer of a work queue', () => {
  const consumed = (limit?: { readonly maxConcurrency: number }): Template => {
    const stack = aStack();
    const worker = new Lambda(stack, 'Worker', {
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromInline('exports.handler = async () => {}'),
      timeout: Duration.seconds(20),
    });
    aWorkQueue({}, stack).addConsumer(worker, limit);
    return Template.fromStack(stack);
  };

  it('receives ten messages at a time without delay, and reports failed ones', () => {
    consumed().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      MaximumBatchingWindowInSeconds: Match.absent(),
      ScalingConfig: Match.absent(),
    });
  });

  it('has a maximum concurrency when one is given', () => {
    consumed({ maxConcurrency: 7 }).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      ScalingConfig: { MaximumConcurrency: 7 },
    });
  });
});

describe('the alarms of a work queue', () => {
  it('fire at the first dead letter and name the affected users', () => {
    templateOf(aWorkQueue()).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'Somebody lacks something.',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkDeadLetters'), 'QueueName'] },
        },
      ],
      Statistic: 'Maximum',
      ComparisonOperator: 'GreaterThanThreshold',
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    });
  });

  it('fire when a message is older than half an hour', () => {
    templateOf(aWorkQueue()).hasResourceProperties('AWS::CloudWatch::Alarm', {
      AlarmDescription: 'Somebody waits.',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Dimensions: [
        {
          Name: 'QueueName',
          Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('^WorkQueue'), 'QueueName'] },
        },
      ],
      Statistic: 'Maximum',
      Threshold: 1800,
    });
  });

  it('have no action without a topic', () => {
    templateOf(aWorkQueue()).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: Match.absent(),
      OKActions: Match.absent(),
    });
  });

  it('notify the topic when they fire and when they recover', () => {
    const stack = aStack();
    const arn = 'arn:aws:sns:eu-west-1:111122223333:on-call';
    const queue = aWorkQueue({}, stack);
    configureAlarms(stack, { alarms: true, alarmTopicArn: arn });
    templateOf(queue).allResourcesProperties('AWS::CloudWatch::Alarm', {
      AlarmActions: [arn],
      OKActions: [arn],
    });
  });
});
