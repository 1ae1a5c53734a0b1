import type { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { TOPICS } from '../../lambdas/operator-events/topics.ts';
import { EVERY_SETTING } from './support/every-setting.ts';
import { templateOf } from './support/stacks.ts';

/** The template without the hashes of the functions' code, which change with every line of lambdas/. */
const steady = (template: Template): unknown =>
  JSON.parse(JSON.stringify(template.toJSON()).replaceAll(/[0-9a-f]{64}\.zip/g, 'code.zip'));

describe('the template', () => {
  it('of a stage with the defaults is the one we know', () => {
    expect(steady(templateOf())).toMatchSnapshot();
  });

  it('of a stage with every setting set is the one we know', () => {
    expect(steady(templateOf(EVERY_SETTING))).toMatchSnapshot();
  });

  it('tells where to call, where to publish, also what is large, and where the key is', () => {
    expect(Object.keys(templateOf().findOutputs('*'))).toEqual([
      'ApiUrl',
      'PublishQueueUrl',
      'PublishQueueArn',
      'LargeEventsBucketName',
      'ApiKeySecretArn',
    ]);
  });

  it('tells of the secret that signs operator events, where they are posted', () => {
    const operatorEventsWebhook = 'https://ops.example.com';
    expect(Object.keys(templateOf({ operatorEventsWebhook }).findOutputs('*'))).toContain(
      'OperatorEventsSecretArn',
    );
  });

  it('is called after its stage', () => {
    templateOf({ stage: 'eu' }).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'waybill-eu-api',
    });
  });
});

describe('what customers cannot get again', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket'];

  it.each(kept)('%s outlives the stack', (type) => {
    templateOf().allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it.each(kept)('%s goes with the stack of a stage that says so', (type) => {
    templateOf({ removalPolicy: 'destroy' }).allResources(type, { DeletionPolicy: 'Delete' });
  });
});

describe('the environment of a function', () => {
  /** More than any name, URL or ARN that CloudFormation puts in. */
  const LONGEST_REFERENCE = 120;
  /** A table's name may be given: DynamoDB Developer Guide, naming rules. */
  const LONGEST_TABLE = 255;

  const sizeOf = ([name, value]: [string, unknown]): number => {
    if (name.endsWith('_TABLE')) return name.length + LONGEST_TABLE;
    return name.length + (typeof value === 'string' ? value.length : LONGEST_REFERENCE);
  };

  const Functions = z.record(
    z.string(),
    z.object({
      Properties: z.object({
        Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
      }),
    }),
  );

  it('holds the longest topics and origins there may be within the 4,096 bytes of Lambda', () => {
    const topics = Array.from({ length: 12 }, (_, index) => String(index).padStart(127, 't'));
    const origins = [`https://${'o'.repeat(240)}.example.com:65535`, 'https://a.example.com'];
    const functions = Functions.parse(
      templateOf({ topics, corsOrigins: origins, operatorEvents: TOPICS }).findResources(
        'AWS::Lambda::Function',
      ),
    );
    const sizes = Object.values(functions).map(({ Properties }) =>
      Object.entries(Properties.Environment.Variables)
        .map(sizeOf)
        .reduce((one, other) => one + other, 0),
    );
    expect(Math.max(...sizes)).toBeLessThan(4096);
    expect(Math.max(...sizes)).toBeGreaterThan(1536);
  });
});
