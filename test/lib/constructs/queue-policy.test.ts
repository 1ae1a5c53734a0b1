import { Duration } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { WorkQueue } from '../../../lib/constructs/work-queue.ts';
import { readStage } from '../../../lib/stage.ts';
import { aStack } from '../support/stacks.ts';

const QUEUE = `arn:aws-us-gov:sqs:us-gov-west-1:111122223333:waybill-${'s'.repeat(20)}-publish`;

/** The policy as SQS receives it, in the partition and region with the longest names. */
const sent = (document: unknown): string =>
  JSON.stringify(document)
    .replaceAll(
      /\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]*)"\]\]\}/g,
      '"arn:aws-us-gov$1"',
    )
    .replaceAll(/\{"Fn::GetAtt":\["[^"]*","Arn"\]\}/g, `"${QUEUE}"`);

const PRINCIPAL = /arn:aws-us-gov:iam::\d{12}:root|[a-z]+\.amazonaws\.com|\{"AWS":"\*"\}/g;

// SQS Developer Guide, policy quotas.
test('the policy of the publish queue fits the quotas of SQS with as many publishers as the settings allow', () => {
  const place = 'us-gov-west-1:111122223333';
  const topic = `arn:aws-us-gov:sns:${place}:${'t'.repeat(255)}`;
  const rule = `arn:aws-us-gov:events:${place}:rule/${'b'.repeat(50)}/${'r'.repeat(59)}`;
  const { publisherAccountIds, publisherTopicArns, publisherRuleArns } = readStage({
    publisherAccountIds: Array.from({ length: 47 }, (_, n) => String(111_122_220_000 + n)),
    publisherTopicArns: Array.from({ length: 10 }, (_, n) => `${topic}${n}`),
    publisherRuleArns: Array.from({ length: 10 }, (_, n) => `${rule}${n}`),
  });
  const { queue } = new WorkQueue(aStack(), 'Work', {
    queueName: 'work',
    consumerTimeout: Duration.seconds(20),
    deadLettersImpact: 'Somebody lacks something.',
    backlogImpact: 'Somebody waits.',
    senderAccounts: publisherAccountIds,
    senderTopicArns: publisherTopicArns,
    senderRuleArns: publisherRuleArns,
  });
  const [policy] = Object.values(
    Template.fromStack(queue.stack).findResources('AWS::SQS::QueuePolicy', {
      Properties: {
        PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Effect: 'Allow' })]) },
      },
    }),
  );
  const text = sent(policy?.Properties.PolicyDocument);
  expect(text).not.toContain('Fn::');
  expect(text.match(PRINCIPAL)).toHaveLength(50);
  expect(text.length).toBeLessThanOrEqual(8_192);
});
