import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { TOPICS } from '../../lambdas/operator-events/operator-event.ts';
import { EVERY_SETTING } from './support/every-setting.ts';
import { templateOf } from './support/stacks.ts';

type Settings = Readonly<Record<string, unknown>>;

const Template = z.object({
  Resources: z.record(z.string(), z.object({ Type: z.string() })),
  Outputs: z.record(z.string(), z.object({ Value: z.unknown() })),
});

const Functions = z.record(
  z.string(),
  z.object({
    Properties: z.object({
      FunctionName: z.string(),
      Environment: z.object({ Variables: z.record(z.string(), z.unknown()) }),
    }),
  }),
);

const functionsOf = (settings: Settings) =>
  Object.values(Functions.parse(templateOf(settings).findResources('AWS::Lambda::Function'))).map(
    ({ Properties }) => ({
      name: Properties.FunctionName,
      variables: Object.entries(Properties.Environment.Variables),
    }),
  );

/** CloudFormation replaces a resource whose logical id changes, and deletes its content. */
const resourcesOf = (settings: Settings): string[] =>
  Object.entries(Template.parse(templateOf(settings).toJSON()).Resources).map(
    ([id, { Type }]) => `${id}: ${Type}`,
  );

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

describe.each([
  ['the defaults', {}],
  ['every setting set', EVERY_SETTING],
])('the template of a stage with %s', (_, settings) => {
  it('has the known resources', () => {
    expect(resourcesOf(settings).toSorted().join('\n')).toMatchSnapshot();
  });

  it('has the known environment variables', () => {
    const lines = functionsOf(settings).flatMap(({ name, variables }) =>
      variables.map(([variable, value]) => `${name} ${variable}=${textOf(value)}`),
    );
    expect(lines.toSorted().join('\n')).toMatchSnapshot();
  });

  it('has the known outputs', () => {
    const { Outputs } = Template.parse(templateOf(settings).toJSON());
    const lines = Object.entries(Outputs).map(([name, { Value }]) => `${name}: ${textOf(Value)}`);
    expect(lines.join('\n')).toMatchSnapshot();
  });

  it('has no parameters and no rules, which emulators do not know', () => {
    expect(Object.keys(templateOf(settings).toJSON()).toSorted()).toEqual([
      'Description',
      'Metadata',
      'Outputs',
      'Resources',
    ]);
  });
});

describe('the template', () => {
  it('outputs the URL, the publish queue, the bucket of large events, the API key’s secret and the access role', () => {
    expect(Object.keys(templateOf().findOutputs('*'))).toEqual([
      'ApiUrl',
      'PublishQueueUrl',
      'PublishQueueArn',
      'LargeEventsBucketName',
      'ApiKeySecretArn',
      'AccessRoleArn',
    ]);
  });

  it('outputs the secret that signs operator events if there is a webhook', () => {
    const operatorEventsWebhook = 'https://ops.example.com';
    expect(Object.keys(templateOf({ operatorEventsWebhook }).findOutputs('*'))).toContain(
      'OperatorEventsSecretArn',
    );
  });

  it('is named after its stage', () => {
    templateOf({ stage: 'eu' }).hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'waybill-eu-api',
    });
  });
});

describe('a resource with data', () => {
  const kept = ['AWS::DynamoDB::Table', 'AWS::KMS::Key', 'AWS::S3::Bucket'];

  it.each(kept)('%s outlives the stack', (type) => {
    templateOf().allResources(type, { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });

  it.each(kept)('%s is deleted with the stack when the stage sets it', (type) => {
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

  it('holds the longest settings there may be within the 4,096 bytes of Lambda', () => {
    const topics = Array.from({ length: 6 }, (_, index) => String(index).padStart(127, 't'));
    const setupTemplateUrl = `https://t.s3.amazonaws.com/${'t'.repeat(173)}`;
    const origins = [`https://${'o'.repeat(240)}.example.com:65535`, 'https://a.example.com'];
    const cloudEventsSource = 's'.repeat(128);
    const long = { topics, corsOrigins: origins, setupTemplateUrl, cloudEventsSource };
    const stage = { operatorEvents: TOPICS, ...long };
    const sizes = functionsOf(stage).map(({ variables }) =>
      variables.map(sizeOf).reduce((one, other) => one + other, 0),
    );
    expect(Math.max(...sizes)).toBeLessThan(4096);
    expect(Math.max(...sizes)).toBeGreaterThan(768);
  });
});
