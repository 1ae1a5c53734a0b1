import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { EVERY_SETTING } from './support/every-setting.ts';
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
  it('the api keeps the destinations and jobs, records events, reads the log, queues, and seals credentials', () => {
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
        'dynamodb:DeleteItem LogTable within PARKED#',
        'dynamodb:UpdateItem LogTable within ERASURE#',
        'dynamodb:UpdateItem LogTable within RETRY#',
        'dynamodb:UpdateItem LogTable within ROLLUPS#',
        'kms:Encrypt CredentialsKey',
        's3:GetObject LargeEventsBucket/events/…',
        's3:ListBucket LargeEventsBucket',
        's3:PutObject LargeEventsBucket/events/…',
        'secretsmanager:GetSecretValue AccessSecretsApiKey',
        'secretsmanager:GetSecretValue AccessSecretsTokenSecret',
        'sqs:SendMessage QueuesAnnouncementsQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesErasuresQueue',
        'sqs:SendMessage QueuesRetriesQueue',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the router reads destinations, counts turns, records events, and passes messages on or back', () => {
    expect(permissionsOf('Router')).toEqual(
      [
        ...log('Router'),
        ...consume('QueuesPublishQueue'),
        'dynamodb:GetItem DestinationsTable within RATE_LIMIT#PUBLISHES#',
        'dynamodb:Query DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable within RATE_LIMIT#PUBLISHES#',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        's3:GetObject LargeEventsBucket/publish/…',
        's3:ListBucket LargeEventsBucket',
        's3:PutObject LargeEventsBucket/events/…',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesPublishDeadLetters',
        'sqs:SendMessage QueuesPublishQueue',
      ].sort(),
    );
  });

  it('the deliverer reads a destination and its credentials, notes its health and pace, records and counts attempts, sends or parks retries, and takes away what is parked', () => {
    expect(permissionsOf('Deliverer')).toEqual(
      [
        ...log('Deliverer'),
        ...consume('QueuesDeliveryQueue'),
        ...consume('QueuesSlowQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable of alerted, alerting_until, blocked, deleted_at, disabled_at, exhausted_until, failing_since, failures, incarnation, last_block, recovered_at, rejections, revision, slow_until, version',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:DeleteItem LogTable within PARKED#',
        'dynamodb:UpdateItem LogTable within ROLLUPS#',
        'kms:Decrypt CredentialsKey',
        's3:GetObject LargeEventsBucket/events/…',
        's3:ListBucket LargeEventsBucket',
        'sqs:SendMessage QueuesAnnouncementsQueue',
        'sqs:SendMessage QueuesDeliveryDeadLetters',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesSlowQueue',
      ].sort(),
    );
  });

  it('the verifier reads a destination and its credentials, notes what the probe came to, and has what is parked released', () => {
    expect(permissionsOf('Verifier')).toEqual(
      [
        ...log('Verifier'),
        ...consume('QueuesVerificationQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable of alerted, alerting_until, blocked, deleted_at, failing_since, failures, incarnation, last_block, recovered_at, rejections, verification, version',
        'dynamodb:PutItem LogTable within TIMER#',
        'kms:Decrypt CredentialsKey',
        'sqs:SendMessage QueuesAnnouncementsQueue',
        'sqs:SendMessage QueuesVerificationDeadLetters',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the retrier reads destinations and the log, takes bulk retries on, and sends deliveries', () => {
    expect(permissionsOf('Retrier')).toEqual(
      [
        ...log('Retrier'),
        ...consume('QueuesRetriesQueue'),
        'dynamodb:Query DestinationsTable',
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:Query LogTable',
        'dynamodb:Query LogTable/index/by-owner',
        'dynamodb:Query LogTable/index/by-platform',
        'dynamodb:UpdateItem LogTable within RETRY#',
        's3:GetObject LargeEventsBucket/events/…',
        's3:ListBucket LargeEventsBucket',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesRetriesDeadLetters',
        'sqs:SendMessage QueuesRetriesQueue',
      ].sort(),
    );
  });

  it('the releaser finds what is parked, sends it on, and asks for probes', () => {
    expect(permissionsOf('Releaser')).toEqual(
      [
        ...log('Releaser'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        'dynamodb:Query LogTable/index/by-due',
        'dynamodb:DeleteItem LogTable within PARKED#',
        'dynamodb:DeleteItem LogTable within TIMER#',
        'dynamodb:UpdateItem LogTable within ROLLUPS#',
        'sqs:SendMessage QueuesAnnouncementsQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the eraser finds and deletes what is in the log, and takes erasures on', () => {
    expect(permissionsOf('Eraser')).toEqual(
      [
        ...log('Eraser'),
        ...consume('QueuesErasuresQueue'),
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:DeleteItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:Query LogTable',
        'dynamodb:Query LogTable/index/by-owner',
        'dynamodb:Query LogTable/index/by-platform',
        'dynamodb:UpdateItem LogTable within ERASURE#',
        's3:DeleteObject LargeEventsBucket/events/…',
        'sqs:SendMessage QueuesErasuresDeadLetters',
        'sqs:SendMessage QueuesErasuresQueue',
      ].sort(),
    );
  });
});

describe('the dispatcher tells operators, and sees nothing else:', () => {
  const own = [
    ...log('Dispatcher'),
    ...consume('QueuesAnnouncementsQueue'),
    'sqs:SendMessage QueuesAnnouncementsDeadLetters',
    'sqs:SendMessage QueuesAnnouncementsQueue',
  ];

  it('by default it puts events on the default bus of its account', () => {
    expect(permissionsOf('Dispatcher')).toEqual(
      [...own, 'events:PutEvents event-bus/default'].sort(),
    );
  });

  it('with every sink it also reads the secret that signs, and sends to the queue', () => {
    expect(permissionsOf('Dispatcher', EVERY_SETTING)).toEqual(
      [
        ...own,
        `events:PutEvents ${EVERY_SETTING.operatorEventBus}`,
        'secretsmanager:GetSecretValue OperatorEventsWebhookSecret',
        `sqs:SendMessage ${EVERY_SETTING.operatorEventsQueueArn}`,
      ].sort(),
    );
  });

  it('without a bus it puts events on none', () => {
    const nowhere = { operatorEvents: '', operatorEventBus: 'none' };
    expect(permissionsOf('Dispatcher', nowhere)).toEqual([...own].sort());
  });
});

describe('security', () => {
  it('no function may touch a bucket but that of large events with its own role', () => {
    expect(whoMay(/^s3:\w+ (?!LargeEventsBucket)/)).toEqual([]);
  });

  it('only those who publish can put the data of large events aside, and nowhere else', () => {
    expect(whoMay(/^s3:PutObject /)).toEqual(['Api', 'Router']);
    expect(whoMay(/^s3:PutObject (?!LargeEventsBucket\/events\/…$)/)).toEqual([]);
  });

  it('only those who deliver, show or match events can read their data', () => {
    expect(whoMay(/^s3:GetObject .*\/events\//)).toEqual(['Api', 'Deliverer', 'Retrier']);
  });

  it('only the router can read the payloads of messages', () => {
    expect(whoMay(/^s3:GetObject .*\/publish\//)).toEqual(['Router']);
  });

  it('only the eraser can delete the data of events, and nobody the payloads of messages', () => {
    expect(whoMay(/^s3:Delete\w+ /)).toEqual(['Eraser']);
    expect(whoMay(/^s3:Delete\w+ (?!LargeEventsBucket\/events\/…$)/)).toEqual([]);
  });

  it('only who reads objects can list them, to be told of one that it is gone', () => {
    expect(whoMay(/^s3:List/)).toEqual(whoMay(/^s3:GetObject /));
  });

  it('the router cannot decrypt credentials, and neither can the api', () => {
    expect(whoMay(/^kms:Decrypt/)).toEqual(['Deliverer', 'Verifier']);
  });

  it('only the api can seal credentials', () => {
    expect(whoMay(/^kms:(?!Decrypt)/)).toEqual(['Api']);
  });

  it('only the api can change what a tenant has set for a destination, such as its config and credentials', () => {
    expect(whoMay(/^dynamodb:(Put|Update)\w* DestinationsTable$/)).toEqual(['Api']);
    const set =
      /^dynamodb:Update\w* DestinationsTable of .*\b(type|topics|filter|config|credentials|delivery_metadata|metadata|retry_schedule)\b/;
    expect(whoMay(set)).toEqual([]);
    // What else there is is turns of tenants.
    expect(whoMay(/^dynamodb:Update\w* DestinationsTable (?!of |within RATE_LIMIT#)/)).toEqual([]);
  });

  it('only the api can read the API key', () => {
    expect(whoMay(/AccessSecretsApiKey$/)).toEqual(['Api']);
  });

  it('only the dispatcher can put events on a bus', () => {
    expect(whoMay(/^events:/)).toEqual(['Dispatcher']);
  });

  it('only the api can read the secret that signs tokens', () => {
    expect(whoMay(/TokenSecret$/)).toEqual(['Api']);
  });

  it('no function can update what the log has recorded', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable(?! within (ROLLUPS|RETRY|ERASURE)#$)/)).toEqual([]);
  });

  it('only the api and the retrier can change the bulk retries in the log', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable within RETRY#$/)).toEqual(['Api', 'Retrier']);
  });

  it('only the api and the eraser can change the erasures in the log', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable within ERASURE#$/)).toEqual(['Api', 'Eraser']);
  });

  it('only those who record attempts can add to their counts', () => {
    const counting = ['Api', 'Deliverer', 'Releaser'];
    expect(whoMay(/^dynamodb:Update\w* LogTable within ROLLUPS#$/)).toEqual(counting);
  });

  it('only the eraser can delete what the log has recorded', () => {
    expect(whoMay(/^dynamodb:(Delete|BatchWrite)\w* LogTable$/)).toEqual(['Eraser']);
  });

  it('only who cancels, makes or releases a delivery can take away what is parked of it', () => {
    const unparking = ['Api', 'Deliverer', 'Releaser'];
    expect(whoMay(/^dynamodb:Delete\w* LogTable within PARKED#$/)).toEqual(unparking);
  });

  it('no function can delete a tenant or a destination; that is left to its expires_at', () => {
    expect(whoMay(/^dynamodb:(Delete|BatchWrite)\w* DestinationsTable/)).toEqual([]);
  });

  it('no function can read or empty the dead letters', () => {
    expect(whoMay(/^sqs:(?!SendMessage ).*DeadLetters/)).toEqual([]);
  });

  it('no permission has a wildcard but for the objects of a prefix', () => {
    expect(whoMay(/\*/)).toEqual([]);
  });

  it('only topics and rules that are named can send for somebody else, and only to the publish queue', () => {
    const permitted = Object.values(
      templateOf(EVERY_SETTING).findResources('AWS::SQS::QueuePolicy'),
    )
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Effect, Principal }) => Effect === 'Allow' && Principal.Service !== undefined);
    expect(permitted).toEqual([
      {
        Sid: 'SenderTopics',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'sns.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesPublishQueue/), 'Arn'] },
        Condition: { ArnEquals: { 'aws:SourceArn': [EVERY_SETTING.publisherTopicArns] } },
      },
      {
        Sid: 'SenderRules',
        Effect: 'Allow',
        Action: 'sqs:SendMessage',
        Principal: { Service: 'events.amazonaws.com' },
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^QueuesPublishQueue/), 'Arn'] },
        Condition: { ArnEquals: { 'aws:SourceArn': [EVERY_SETTING.publisherRuleArns] } },
      },
    ]);
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

  it('the API may be called through the stage of the API Gateway, the releaser by the clock, and none by anybody else', () => {
    const template = templateOf();
    template.resourceCountIs('AWS::Lambda::Permission', 2);
    for (const Principal of ['apigateway.amazonaws.com', 'events.amazonaws.com']) {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        Principal,
        SourceArn: Match.anyValue(),
      });
    }
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});
