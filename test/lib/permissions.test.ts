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

/** The functions with at least one matching permission. */
const whoMay = (permission: RegExp): readonly FunctionName[] =>
  FUNCTIONS.filter((name) => permissionsOf(name).some((allowed) => permission.test(allowed)));

describe('a function may do what it does and no more:', () => {
  it('the api manages destinations and jobs, records and reads events, queues messages, and encrypts credentials', () => {
    expect(permissionsOf('Api')).toEqual(
      [
        ...log('Api'),
        'dynamodb:BatchGetItem DestinationsTable',
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:PutItem DestinationsTable',
        'dynamodb:Query DestinationsTable',
        'dynamodb:Query DestinationsTable/index/by-platform',
        'dynamodb:UpdateItem DestinationsTable',
        'dynamodb:DeleteItem DestinationsTable within TEST#',
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PartiQLInsert LogTable',
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
        's3:GetObject asset.yaml',
        's3:ListBucket LargeEventsBucket',
        's3:PutObject LargeEventsBucket/events/…',
        'secretsmanager:GetSecretValue AccessSecretsApiKey',
        'secretsmanager:GetSecretValue AccessSecretsTokenSecret',
        'sqs:SendMessage QueuesOperatorEventOutboxQueue',
        'sqs:SendMessage QueuesBatchDeliveryQueue',
        'sqs:SendMessage QueuesBatchQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesErasuresQueue',
        'sqs:SendMessage QueuesRetriesQueue',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the router reads destinations, counts rate-limit permits, records events, and sends messages on or back', () => {
    expect(permissionsOf('Router')).toEqual(
      [
        ...log('Router'),
        ...consume('QueuesPublishQueue'),
        'dynamodb:GetItem DestinationsTable within RATE_LIMIT#PUBLISHES#',
        'dynamodb:Query DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable within RATE_LIMIT#PUBLISHES#',
        'dynamodb:GetItem LogTable',
        'dynamodb:PartiQLInsert LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        's3:GetObject LargeEventsBucket/publish/…',
        's3:ListBucket LargeEventsBucket',
        's3:PutObject LargeEventsBucket/events/…',
        'sqs:SendMessage QueuesBatchQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesPublishDeadLetters',
        'sqs:SendMessage QueuesPublishQueue',
      ].sort(),
    );
  });

  it('the deliverer reads a destination and its credentials, updates its health and latency mark, records and counts attempts, sends or parks retries, and removes parked deliveries', () => {
    expect(permissionsOf('Deliverer')).toEqual(
      [
        ...log('Deliverer'),
        ...consume('QueuesDeliveryQueue'),
        ...consume('QueuesSlowQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable of alert_lock_until, blocked, consecutive_failures, consecutive_rejections, deleted_at, disabled_at, exhausted_alert_suppressed_until, failing_since, incarnation, last_alert_level, last_block, recovered_at, revision, slow_until, version',
        'dynamodb:GetItem LogTable',
        'dynamodb:PartiQLInsert LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:DeleteItem LogTable within PARKED#',
        'dynamodb:UpdateItem LogTable within ROLLUPS#',
        'kms:Decrypt CredentialsKey',
        's3:GetObject LargeEventsBucket/events/…',
        's3:ListBucket LargeEventsBucket',
        'sqs:SendMessage QueuesOperatorEventOutboxQueue',
        'sqs:SendMessage QueuesDeliveryDeadLetters',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesSlowQueue',
        'sts:AssumeRole -access',
      ].sort(),
    );
  });

  it('the collector reads and writes the logs of batches, and nothing else, and asks for the delivery of batches', () => {
    expect(permissionsOf('Collector')).toEqual(
      [
        ...log('Collector'),
        ...consume('QueuesBatchQueue'),
        'dynamodb:PutItem LogTable within BATCH#',
        'dynamodb:Query LogTable within BATCH#',
        'sqs:SendMessage QueuesBatchDeadLetters',
        'sqs:SendMessage QueuesBatchDeliveryQueue',
      ].sort(),
    );
  });

  it('the batch-deliverer does what the deliverer does, reads events and the logs of batches, and has its own queue', () => {
    const ofQueues = /^sqs:|^logs:/;
    const others = permissionsOf('Deliverer').filter((one) => !ofQueues.test(one));
    expect(permissionsOf('BatchDeliverer')).toEqual(
      [
        ...others,
        ...log('BatchDeliverer'),
        ...consume('QueuesBatchDeliveryQueue'),
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:Query LogTable within BATCH#',
        'sqs:SendMessage QueuesBatchDeliveryDeadLetters',
        'sqs:SendMessage QueuesBatchDeliveryQueue',
        'sqs:SendMessage QueuesOperatorEventOutboxQueue',
      ].sort(),
    );
  });

  it('the verifier reads a destination and its credentials, records the result of the probe, and schedules a release', () => {
    expect(permissionsOf('Verifier')).toEqual(
      [
        ...log('Verifier'),
        ...consume('QueuesVerificationQueue'),
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:UpdateItem DestinationsTable of access_proof, alert_lock_until, blocked, consecutive_failures, consecutive_rejections, deleted_at, failing_since, incarnation, last_alert_level, last_block, recovered_at, verification, version',
        'dynamodb:UpdateItem DestinationsTable within TEST#',
        'dynamodb:PutItem LogTable within TIMER#',
        'kms:Decrypt CredentialsKey',
        'sqs:SendMessage QueuesOperatorEventOutboxQueue',
        'sqs:SendMessage QueuesVerificationDeadLetters',
        'sqs:SendMessage QueuesVerificationQueue',
        'sts:AssumeRole -access',
      ].sort(),
    );
  });

  it('the retrier reads destinations and the event store, runs bulk retries, and sends deliveries', () => {
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
        'sqs:SendMessage QueuesBatchDeliveryQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesRetriesDeadLetters',
        'sqs:SendMessage QueuesRetriesQueue',
      ].sort(),
    );
  });

  it('the releaser finds parked deliveries, queues them, and requests probes', () => {
    expect(permissionsOf('Releaser')).toEqual(
      [
        ...log('Releaser'),
        'dynamodb:BatchGetItem DestinationsTable',
        'dynamodb:GetItem DestinationsTable',
        'dynamodb:BatchGetItem LogTable',
        'dynamodb:GetItem LogTable',
        'dynamodb:PutItem LogTable',
        'dynamodb:Query LogTable',
        'dynamodb:Query LogTable/index/by-due',
        'dynamodb:DeleteItem LogTable within PARKED#',
        'dynamodb:DeleteItem LogTable within TIMER#',
        'dynamodb:UpdateItem LogTable within ROLLUPS#',
        'sqs:SendMessage QueuesOperatorEventOutboxQueue',
        'sqs:SendMessage QueuesBatchDeliveryQueue',
        'sqs:SendMessage QueuesDeliveryQueue',
        'sqs:SendMessage QueuesVerificationQueue',
      ].sort(),
    );
  });

  it('the eraser finds and deletes items of the event store, and runs erasures', () => {
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
        'dynamodb:UpdateItem LogTable within BATCH#',
        'dynamodb:UpdateItem LogTable within ERASURE#',
        's3:DeleteObject LargeEventsBucket/events/…',
        'sqs:SendMessage QueuesErasuresDeadLetters',
        'sqs:SendMessage QueuesErasuresQueue',
      ].sort(),
    );
  });
});

describe('the portal serves files and has no other access:', () => {
  it('it writes its log', () => {
    expect(permissionsOf('Portal')).toEqual(log('Portal'));
  });
});

describe('the dispatcher sends operator events and has no other access:', () => {
  const own = [
    ...log('Dispatcher'),
    ...consume('QueuesOperatorEventOutboxQueue'),
    'sqs:SendMessage QueuesOperatorEventOutboxDeadLetters',
    'sqs:SendMessage QueuesOperatorEventOutboxQueue',
  ];

  it('by default it puts events on the default bus of its account', () => {
    expect(permissionsOf('Dispatcher')).toEqual(
      [...own, 'events:PutEvents event-bus/default'].sort(),
    );
  });

  it('with every sink it also reads the signing secret and sends to the queue', () => {
    expect(permissionsOf('Dispatcher', EVERY_SETTING)).toEqual(
      [
        ...own,
        `events:PutEvents ${EVERY_SETTING.operatorEventBus}`,
        'secretsmanager:GetSecretValue OperatorEventsWebhookSecret',
        `sqs:SendMessage ${EVERY_SETTING.operatorEventsQueueArn}`,
      ].sort(),
    );
  });

  it('without a bus it may not put events', () => {
    const nowhere = { operatorEvents: '', operatorEventBus: 'none' };
    expect(permissionsOf('Dispatcher', nowhere)).toEqual([...own].sort());
  });
});

describe('security', () => {
  it('no function may access a bucket other than that of large events with its own role, except for the template of a role', () => {
    expect(whoMay(/^s3:\w+ (?!LargeEventsBucket|asset\.yaml$)/)).toEqual([]);
  });

  it('only publishing functions can store the data of large events, and nowhere else', () => {
    expect(whoMay(/^s3:PutObject /)).toEqual(['Api', 'Router']);
    expect(whoMay(/^s3:PutObject (?!LargeEventsBucket\/events\/…$)/)).toEqual([]);
  });

  it('only functions that deliver, return or match events can read their data', () => {
    expect(whoMay(/^s3:GetObject .*\/events\//)).toEqual([
      'Api',
      'Deliverer',
      'BatchDeliverer',
      'Retrier',
    ]);
  });

  it('only the router can read the payloads of messages', () => {
    expect(whoMay(/^s3:GetObject .*\/publish\//)).toEqual(['Router']);
  });

  it('only the eraser can delete event data, and no function can delete payloads of messages', () => {
    expect(whoMay(/^s3:Delete\w+ /)).toEqual(['Eraser']);
    expect(whoMay(/^s3:Delete\w+ (?!LargeEventsBucket\/events\/…$)/)).toEqual([]);
  });

  it('only functions that read objects can list them, so that a missing one is reported as missing', () => {
    expect(whoMay(/^s3:List/)).toEqual(whoMay(/^s3:GetObject /));
  });

  it('the router cannot decrypt credentials, and neither can the api', () => {
    expect(whoMay(/^kms:Decrypt/)).toEqual(['Deliverer', 'BatchDeliverer', 'Verifier']);
  });

  it('only functions that write to buckets can assume a role, and only the access role', () => {
    expect(whoMay(/^sts:/)).toEqual(['Deliverer', 'BatchDeliverer', 'Verifier']);
    expect(whoMay(/^sts:(?!AssumeRole -access$)/)).toEqual([]);
    const { accessRoleArn } = EVERY_SETTING;
    for (const name of ['Deliverer', 'BatchDeliverer', 'Verifier'] as const) {
      const assume = permissionsOf(name, EVERY_SETTING).filter((one) => one.startsWith('sts:'));
      expect(assume).toEqual([`sts:AssumeRole ${accessRoleArn}`]);
    }
  });

  it('only the api can encrypt credentials', () => {
    expect(whoMay(/^kms:(?!Decrypt)/)).toEqual(['Api']);
  });

  it('only the api can change a destination’s tenant settings, such as its config and credentials', () => {
    expect(whoMay(/^dynamodb:(Put|Update)\w* DestinationsTable$/)).toEqual(['Api']);
    const set =
      /^dynamodb:Update\w* DestinationsTable of .*\b(type|topics|filter|config|credentials|delivery_metadata|metadata|retry_schedule)\b/;
    expect(whoMay(set)).toEqual([]);
    // The remaining permissions are for rate limits of tenants, and for tests of unsaved configurations.
    const other = /^dynamodb:Update\w* DestinationsTable (?!of |within (RATE_LIMIT|TEST)#)/;
    expect(whoMay(other)).toEqual([]);
  });

  it('only the api can read the API key', () => {
    expect(whoMay(/AccessSecretsApiKey$/)).toEqual(['Api']);
  });

  it('only the dispatcher can put events on a bus', () => {
    expect(whoMay(/^events:/)).toEqual(['Dispatcher']);
  });

  it('only the api can read the token secret', () => {
    expect(whoMay(/TokenSecret$/)).toEqual(['Api']);
  });

  it('no function can update recorded events and attempts', () => {
    expect(
      whoMay(/^dynamodb:Update\w* LogTable(?! within (ROLLUPS|RETRY|ERASURE|BATCH)#$)/),
    ).toEqual([]);
  });

  it('only the api and the retrier can change bulk retries', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable within RETRY#$/)).toEqual(['Api', 'Retrier']);
  });

  it('only the api and the eraser can change erasures', () => {
    expect(whoMay(/^dynamodb:Update\w* LogTable within ERASURE#$/)).toEqual(['Api', 'Eraser']);
  });

  it('only functions that record attempts can update rollups', () => {
    const counting = ['Api', 'Deliverer', 'BatchDeliverer', 'Releaser'];
    expect(whoMay(/^dynamodb:Update\w* LogTable within ROLLUPS#$/)).toEqual(counting);
  });

  it('only the eraser can delete recorded events and attempts', () => {
    expect(whoMay(/^dynamodb:(Delete|BatchWrite)\w* LogTable$/)).toEqual(['Eraser']);
  });

  it('only functions that cancel, attempt or release a delivery can delete its parked item', () => {
    const unparking = ['Api', 'Deliverer', 'BatchDeliverer', 'Releaser'];
    expect(whoMay(/^dynamodb:Delete\w* LogTable within PARKED#$/)).toEqual(unparking);
  });

  it('no function can delete a tenant or a destination; their TTL does', () => {
    const remove = /^dynamodb:(Delete|BatchWrite)\w* DestinationsTable(?! within TEST#$)/;
    expect(whoMay(remove)).toEqual([]);
  });

  it('no function can receive from or purge a dead-letter queue', () => {
    expect(whoMay(/^sqs:(?!SendMessage ).*DeadLetters/)).toEqual([]);
  });

  it('no permission has a wildcard except for the objects of a prefix', () => {
    expect(whoMay(/\*/)).toEqual([]);
  });

  it('only configured topics and rules can send on behalf of AWS services, and only to the publish queue', () => {
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

  it('no role has a managed policy', () => {
    const roles = templateOf().findResources('AWS::IAM::Role', {
      Properties: { ManagedPolicyArns: Match.anyValue() },
    });
    expect(roles).toEqual({});
  });

  it('only Lambda can assume the roles of the functions', () => {
    const roles = Object.entries(templateOf().findResources('AWS::IAM::Role'));
    const ofFunctions = roles.filter(([id]) => !id.startsWith('AccessRole'));
    expect(ofFunctions).toHaveLength(FUNCTIONS.length);
    for (const [, { Properties }] of ofFunctions) {
      expect(Properties.AssumeRolePolicyDocument.Statement).toEqual([
        {
          Action: 'sts:AssumeRole',
          Effect: 'Allow',
          Principal: { Service: 'lambda.amazonaws.com' },
        },
      ]);
    }
  });

  it('only API Gateway may invoke the api and the portal, and only the schedule the releaser', () => {
    const template = templateOf();
    template.resourceCountIs('AWS::Lambda::Permission', 3);
    for (const [name, Principal] of [
      ['Api', 'apigateway.amazonaws.com'],
      ['Portal', 'apigateway.amazonaws.com'],
      ['Releaser', 'events.amazonaws.com'],
    ]) {
      template.hasResourceProperties('AWS::Lambda::Permission', {
        FunctionName: { 'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}Function`), 'Arn'] },
        Principal,
        SourceArn: Match.anyValue(),
      });
    }
    template.resourceCountIs('AWS::Lambda::Url', 0);
  });
});
