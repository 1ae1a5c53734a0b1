import { expect, test } from 'vitest';
import { QUEUES, queueAttributes } from '../../local/queues/queues.ts';
import { nameResources } from '../../local/template/names.ts';
import { readResources, refuseUnknownTypes } from '../../local/template/read-resources.ts';
import { Template } from '../../local/template/template.ts';

const templateOf = (Resources: Record<string, object>) => Template.parse({ Resources });

const queuesOf = (Resources: Record<string, object>) => {
  const template = templateOf(Resources);
  const assembly = { stackName: 'stack', template, codeFolder: (key: string) => key };
  return readResources(
    template,
    QUEUES,
    nameResources(assembly, (name) => `http://sqs/${name}`),
  );
};

test('a queue has the name, URL and ARN the template gives it', () => {
  expect(
    queuesOf({ Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'mine' } } }),
  ).toMatchObject([
    {
      name: 'mine',
      ref: 'http://sqs/mine',
      attributes: { Arn: 'arn:aws:sqs:us-east-1:000000000000:mine' },
    },
  ]);
});

test('a resource without a name gets one from its stack and its logical id', () => {
  expect(queuesOf({ Q: { Type: 'AWS::SQS::Queue' } })).toMatchObject([{ name: 'stack-Q' }]);
});

test('a queue’s attributes are strings, and its redrive policy is JSON with the ARN of the dead-letter queue', () => {
  const [queue] = queuesOf({
    Q: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        VisibilityTimeout: 60,
        DelaySeconds: 5,
        RedrivePolicy: {
          deadLetterTargetArn: { 'Fn::GetAtt': ['Dead', 'Arn'] },
          maxReceiveCount: 3,
        },
      },
    },
    Dead: { Type: 'AWS::SQS::Queue' },
  });
  expect(queue && queueAttributes(queue)).toEqual({
    VisibilityTimeout: '60',
    DelaySeconds: '5',
    RedrivePolicy:
      '{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:stack-Dead","maxReceiveCount":3}',
  });
});

test('an unsupported property is rejected by name', () => {
  const fifo = { Q: { Type: 'AWS::SQS::Queue', Properties: { FifoQueue: true } } };
  expect(() => queuesOf(fifo)).toThrow(/AWS::SQS::Queue Q: .*FifoQueue/);
});

test('an ignored property is not resolved', () => {
  const tagged = { Q: { Type: 'AWS::SQS::Queue', Properties: { Tags: [{ 'Fn::If': [] }] } } };
  expect(queuesOf(tagged)).toHaveLength(1);
});

test('a reference to an unsupported resource is rejected by name', () => {
  const odd = { Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: { Ref: 'Group' } } } };
  expect(() => queuesOf({ ...odd, Group: { Type: 'AWS::Logs::LogGroup' } })).toThrow('Group');
});

test('an unsupported attribute is rejected by name', () => {
  const odd = { 'Fn::GetAtt': ['Dead', 'Colour'] };
  expect(() =>
    queuesOf({
      Q: { Type: 'AWS::SQS::Queue', Properties: { QueueName: odd } },
      Dead: { Type: 'AWS::SQS::Queue' },
    }),
  ).toThrow('Dead.Colour');
});

test('an unknown resource type is rejected by name', () => {
  const template = templateOf({ Topic: { Type: 'AWS::SNS::Topic' } });
  expect(() => refuseUnknownTypes(template, [])).toThrow('AWS::SNS::Topic Topic');
});

test('a conditional resource is rejected', () => {
  const template = templateOf({ Q: { Type: 'AWS::SQS::Queue', Condition: 'InEurope' } });
  expect(() => refuseUnknownTypes(template, ['AWS::SQS::Queue'])).toThrow('InEurope');
});

test('roles, alarms and logs are ignored', () => {
  const template = templateOf({
    Role: { Type: 'AWS::IAM::Role' },
    Alarm: { Type: 'AWS::CloudWatch::Alarm' },
    Log: { Type: 'AWS::Logs::LogGroup' },
    Metadata: { Type: 'AWS::CDK::Metadata', Condition: 'CDKMetadataAvailable' },
  });
  expect(() => refuseUnknownTypes(template, [])).not.toThrow();
});
