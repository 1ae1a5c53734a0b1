import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { FUNCTIONS, type FunctionName, permissionsOf } from './support/permissions.ts';
import { templateOf } from './support/stacks.ts';

const consume = (queue: string): readonly string[] =>
  [
    'ChangeMessageVisibility',
    'DeleteMessage',
    'GetQueueAttributes',
    'GetQueueUrl',
    'ReceiveMessage',
  ].map((verb) => `sqs:${verb} ${queue}`);

const log = (name: FunctionName): readonly string[] => [
  `logs:CreateLogStream ${name}Log`,
  `logs:PutLogEvents ${name}Log`,
];

/** The functions one of whose permissions matches. */
const whoMay = (permission: RegExp): readonly FunctionName[] =>
  FUNCTIONS.filter((name) => permissionsOf(name).some((allowed) => permission.test(allowed)));

describe('a function may do what it does and no more:', () => {
  it('the api keeps the destinations, records events, reads the log, queues, and seals credentials', () => {
    expect(permissionsOf('Api')).toEqual(
      [
        ...log('Api'),
        'dynamodb:BatchGetItem DestinationsTable',
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:PutItem DestinationsTable',
        'dynamodb:Query DestinationsTable',
        'dynamodb:Query DestinationsTable/index/by-platform',
        'dynamodb:UpdateItem DestinationsTable',
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        'dynamodb:Query LogTable/index/by-owner',
        'dynamodb:Query LogTable/index/by-platform',
        'kms:Encrypt CredentialsKey',
        'secretsmanager:GetSecretValue AccessSecretsApiKey',
        'secretsmanager:GetSecretValue AccessSecretsTokenSecret',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the router reads destinations, records events, and passes messages on', () => {
    expect(permissionsOf('Router')).toEqual(
      [
        ...log('Router'),
        ...consume('QueuesPublishQueue'),
        'dynamodb:Query DestinationsTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesPublishDeadLetters',
      ].sort(),
    );
  });

  it('the deliverer reads a destination and its credentials, records attempts, and sends retries', () => {
    expect(permissionsOf('Deliverer')).toEqual(
      [
        ...log('Deliverer'),
        ...consume('QueuesDeliveryQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'kms:Decrypt CredentialsKey',
        'sqs:SendMessage QueuesDeliveryDeadLetters',
        'sqs:SendMessage QueuesDeliveryQueue',
      ].sort(),
    );
  });

  it('the verifier reads a destination and its credentials and notes what the probe came to', () => {
    expect(permissionsOf('Verifier')).toEqual(
      [
        ...log('Verifier'),
        ...consume('QueuesVerificationQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable',
        'kms:Decrypt CredentialsKey',
        'sqs:SendMessage QueuesVerificationDeadLetters',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });
});

describe('security', () => {
  it('no function may touch S3 with its own role', () => {
    expect(whoMay(/^s3/)).toEqual([]);
  });

  it('the router cannot decrypt credentials, and neither can the api', () => {
    expect(whoMay(/^kms:Decrypt/)).toEqual(['Deliverer', 'Verifier']);
  });

  it('only the api can seal credentials', () => {
    expect(whoMay(/^kms:(?!Decrypt)/)).toEqual(['Api']);
  });

  it('only the api can read the API key', () => {
    expect(whoMay(/AccessSecretsApiKey$/)).toEqual(['Api']);
  });

  it('only the api can read the secret that signs tokens', () => {
    expect(whoMay(/TokenSecret$/)).toEqual(['Api']);
  });

  it('no function can update what the log has recorded', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable/)).toEqual([]);
  });

  it('no function can delete an item of any table; that is left to its expires_at', () => {
    expect(whoMay(/^dynamodb:(Delete|BatchWrite)/)).toEqual([]);
  });

  it('no function can read or empty the dead letters', () => {
    expect(whoMay(/^sqs:(?!SendMessage ).*DeadLetters/)).toEqual([]);
  });

  it('no permission has a wildcard', () => {
    expect(whoMay(/\*/)).toEqual([]);
  });

  it('no role has a policy that AWS or somebody else may change', () => {
    const roles = templateOf().findResources('AWS::IAM::Role', {
      Properties: { ManagedPolicyArns: Match.anyValue() },
    });
    expect(roles).toEqual({});
  });

  it('every role is for Lambda alone', () => {
    templateOf().allResourcesProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: {
        Statement: [
          {
            Action: 'sts:AssumeRole',
            Effect: 'Allow',
            Principal: { Service: 'lambda.amazonaws.com' },
          },
        ],
      },
    });
  });

  it('the API may be called through the stage of the API Gateway and by nobody else', () => {
    const template = templateOf();
    template.resourceCountIs('AWS::Lambda::Permission', 1);
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      SourceArn: Match.anyValue(),
    });
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});
