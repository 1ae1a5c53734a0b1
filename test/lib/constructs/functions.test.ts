import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { templateOf } from '../support/stacks.ts';

const FUNCTION = 'AWS::Lambda::Function';
const WORKERS = [
  ...['router', 'deliverer', 'collector', 'batch-deliverer'],
  ...['verifier', 'retrier', 'eraser', 'dispatcher'],
];
const FILES = ['api', ...WORKERS, 'releaser'];

/** The name of a function's setting, such as `batchDelivererMemoryMb`. */
const settingOf = (file: string, setting: string): string =>
  file.replace(/-(.)/, (_, letter: string) => letter.toUpperCase()) + setting;

/** Distinct settings per file, with names that end in `setting`. */
const oneEach = (files: readonly string[], setting: string, min: number) =>
  Object.fromEntries(files.map((file, index) => [settingOf(file, setting), min + index]));

const memory = oneEach(FILES, 'MemoryMb', 2000);
const timeouts = oneEach(FILES, 'TimeoutSeconds', 11);
const limits = oneEach(WORKERS, 'Concurrency', 30);
/** A stage in which every function has a different size. */
const SIZES = { ...memory, ...timeouts, ...limits };

const operatorEventsWebhook = 'https://ops.example.com/hook';
/** A stage with other values than the defaults: to synthesize one for each setting would take seconds. */
const CHANGED = {
  topics: ['orders', 'users'],
  cloudEventsSource: '/shop',
  maxDestinationsPerTenant: 3,
  eventRetentionDays: 5,
  functionLogRetentionDays: 7,
  allowPrivateEndpoints: true,
  allowedEndpointPorts: [443, 9021],
  tenantRequestsPerSecond: 7,
  tenantEventsPerSecond: 9,
  existingEventsTableName: 'restored-events',
  existingDestinationsTableName: 'restored-destinations',
  operatorEvents: '*',
  operatorEventBus: 'none',
  operatorEventsWebhook,
  operatorEventsQueueArn: 'arn:aws:sqs:eu-west-1:111122223333:operators',
  consecutiveFailureThreshold: 5,
  autoDisable: true,
  slowQueueConcurrency: 3,
  retrySchedule: [5, 60],
};
/** A stage whose lists are empty. */
const EMPTY = { allowedEndpointPorts: [], operatorEvents: '', retryLimit: 0 };

describe.each(FILES)('the %s function', (file) => {
  const FunctionName = `waybill-dev-${file}`;

  it('runs on Node 24 and arm64, without source maps, which slow a cold start', () => {
    templateOf().hasResourceProperties(FUNCTION, {
      FunctionName,
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Handler: 'index.handler',
      Environment: { Variables: Match.objectLike({ NODE_OPTIONS: Match.absent() }) },
    });
  });

  it('logs JSON to its own log group with limited retention', () => {
    const template = templateOf(CHANGED);
    const LogGroupName = `/aws/lambda/${FunctionName}`;
    template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName, RetentionInDays: 7 });
    const [log] = Object.keys(
      template.findResources('AWS::Logs::LogGroup', { Properties: { LogGroupName } }),
    );
    template.hasResourceProperties(FUNCTION, {
      FunctionName,
      LoggingConfig: { LogFormat: 'JSON', LogGroup: { Ref: log } },
    });
  });

  it('does not set the endpoint variables of the AWS SDK, which belong to an emulator', () => {
    const [found] = Object.values(
      templateOf().findResources(FUNCTION, { Properties: { FunctionName } }),
    );
    const variables = Object.keys(found?.Properties.Environment.Variables);
    expect(variables.filter((name) => name.startsWith('AWS_ENDPOINT_URL'))).toEqual([]);
  });

  it('has the size that the settings define', () => {
    templateOf(SIZES).hasResourceProperties(FUNCTION, {
      FunctionName,
      MemorySize: memory[settingOf(file, 'MemoryMb')],
      Timeout: timeouts[settingOf(file, 'TimeoutSeconds')],
      ReservedConcurrentExecutions: Match.absent(),
    });
  });
});

describe('a function that sends to its own queue', () => {
  it.each(WORKERS.filter((file) => file !== 'collector'))(
    'may call itself through its queue more than 16 times: the %s',
    (file) => {
      templateOf().hasResourceProperties(FUNCTION, {
        FunctionName: `waybill-dev-${file}`,
        RecursiveLoop: 'Allow',
      });
    },
  );

  it('does not include the api, whose recursive loops Lambda stops', () => {
    templateOf().hasResourceProperties(FUNCTION, {
      FunctionName: 'waybill-dev-api',
      RecursiveLoop: Match.absent(),
    });
  });
});

describe('a function that works through a queue', () => {
  it.each(WORKERS)('is limited as the settings define: the %s', (file) => {
    const template = templateOf(SIZES);
    const [name] = Object.keys(
      template.findResources(FUNCTION, { Properties: { FunctionName: `waybill-dev-${file}` } }),
    );
    const limited = template.findResources('AWS::Lambda::EventSourceMapping', {
      Properties: { ScalingConfig: { MaximumConcurrency: limits[settingOf(file, 'Concurrency')] } },
    });
    expect(Object.values(limited)).toMatchObject([{ Properties: { FunctionName: { Ref: name } } }]);
  });

  it.each([
    ['publish', 'router'],
    ['delivery', 'deliverer'],
    ['slow', 'deliverer'],
    ['batch', 'collector'],
    ['batchdelivery', 'batch-deliverer'],
    ['verification', 'verifier'],
    ['retries', 'retrier'],
    ['erasures', 'eraser'],
    ['outbox', 'dispatcher'],
  ])('the visibility timeout of the %s queue is six timeouts of the %s', (queue, file) => {
    templateOf(SIZES).hasResourceProperties('AWS::SQS::Queue', {
      QueueName: `waybill-dev-${queue}`,
      VisibilityTimeout: 6 * Number(timeouts[settingOf(file, 'TimeoutSeconds')]),
    });
  });
});

describe('the releaser', () => {
  it('runs every minute', () => {
    templateOf().hasResourceProperties('AWS::Events::Rule', {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^ReleaserFunction'), 'Arn'] } }],
    });
  });
});

describe('the deliverer', () => {
  const mappingOf = (queue: string, settings: Readonly<Record<string, unknown>> = {}) => {
    const template = templateOf(settings);
    const [id] = Object.keys(
      template.findResources('AWS::SQS::Queue', {
        Properties: { QueueName: `waybill-dev-${queue}` },
      }),
    );
    return Object.values(
      template.findResources('AWS::Lambda::EventSourceMapping', {
        Properties: { EventSourceArn: { 'Fn::GetAtt': [id, 'Arn'] } },
      }),
    );
  };

  it('has separate, limited concurrency for slow destinations', () => {
    const limitedTo = (MaximumConcurrency: number) => [
      { Properties: { ScalingConfig: { MaximumConcurrency } } },
    ];
    expect(mappingOf('slow')).toMatchObject(limitedTo(10));
    expect(mappingOf('slow', CHANGED)).toMatchObject(limitedTo(3));
    expect(mappingOf('delivery')).toMatchObject([
      { Properties: { FunctionName: mappingOf('slow')[0]?.Properties.FunctionName } },
    ]);
    expect(mappingOf('delivery')).not.toMatchObject([{ Properties: { ScalingConfig: {} } }]);
  });
});

describe('the collector', () => {
  it('receives the largest batches that Lambda allows, with at most two concurrent runs', () => {
    templateOf().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      BatchSize: 10_000,
      MaximumBatchingWindowInSeconds: 20,
      ScalingConfig: { MaximumConcurrency: 2 },
      FunctionName: { Ref: Match.stringLikeRegexp('^CollectorFunction') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
  });
});

describe('the settings', () => {
  const environmentOf = (
    file: string,
    settings: Readonly<Record<string, unknown>>,
    Variables: object,
  ) =>
    templateOf(settings).hasResourceProperties(FUNCTION, {
      FunctionName: `waybill-dev-${file}`,
      Environment: { Variables: Match.objectLike(Variables) },
    });

  it.each(['api', 'router'])('give the %s the topics', (file) => {
    environmentOf(file, CHANGED, { TOPICS: 'orders,users' });
    environmentOf(file, {}, { TOPICS: '' });
  });

  it('give the api the maximum number of destinations per tenant', () => {
    environmentOf('api', CHANGED, { MAX_DESTINATIONS_PER_TENANT: '3' });
  });

  it.each(['api', 'router', 'deliverer', 'collector', 'batch-deliverer', 'retrier', 'eraser'])(
    'give the %s the event retention',
    (file) => {
      environmentOf(file, CHANGED, { EVENT_RETENTION_DAYS: '5' });
    },
  );

  it.each(['api', 'deliverer', 'verifier'])(
    'give the %s the policy for private endpoints',
    (file) => {
      environmentOf(file, CHANGED, { ALLOW_PRIVATE_ENDPOINTS: 'true' });
    },
  );

  it.each(['api', 'deliverer', 'verifier'])('give the %s the allowed endpoint ports', (file) => {
    environmentOf(file, CHANGED, { ALLOWED_ENDPOINT_PORTS: '443,9021' });
    environmentOf(file, EMPTY, { ALLOWED_ENDPOINT_PORTS: '' });
  });

  it.each(['api', 'deliverer', 'verifier'])('give the %s the source of CloudEvents', (file) => {
    environmentOf(file, CHANGED, { CLOUD_EVENTS_SOURCE: '/shop' });
    environmentOf(file, {}, { CLOUD_EVENTS_SOURCE: 'urn:waybill:dev' });
  });

  it.each(['router', 'retrier', 'eraser', 'releaser', 'dispatcher'])(
    'do not give the %s the source of CloudEvents, which it does not need',
    (file) => {
      templateOf(CHANGED).hasResourceProperties(FUNCTION, {
        FunctionName: `waybill-dev-${file}`,
        Environment: { Variables: Match.objectLike({ CLOUD_EVENTS_SOURCE: Match.absent() }) },
      });
    },
  );

  it('give the api the request rate limit per tenant', () => {
    environmentOf('api', CHANGED, { TENANT_REQUESTS_PER_SECOND: '7' });
  });

  it.each(['api', 'router'])('give the %s the event rate limit per tenant', (file) => {
    environmentOf(file, CHANGED, { TENANT_EVENTS_PER_SECOND: '9' });
    environmentOf(file, {}, { TENANT_EVENTS_PER_SECOND: '0' });
  });

  it('give functions the names of existing tables', () => {
    environmentOf('eraser', CHANGED, { EVENTS_TABLE: 'restored-events' });
    environmentOf('verifier', CHANGED, { DESTINATIONS_TABLE: 'restored-destinations' });
  });

  it.each(['api', 'deliverer', 'verifier', 'releaser'])(
    'give the %s the operator event topics',
    (file) => {
      environmentOf(file, CHANGED, { OPERATOR_EVENTS: '*' });
      environmentOf(file, EMPTY, { OPERATOR_EVENTS: '' });
    },
  );

  it('give the api only the operator event topics that it emits', () => {
    const operatorEvents = 'attempt.failed,delivery.expired';
    environmentOf('api', { operatorEvents }, { OPERATOR_EVENTS: 'delivery.expired' });
    environmentOf('deliverer', { operatorEvents }, { OPERATOR_EVENTS: operatorEvents });
  });

  it('give the deliverer the alert threshold and the automatic disabling', () => {
    environmentOf('deliverer', {}, { CONSECUTIVE_FAILURE_THRESHOLD: '100', AUTO_DISABLE: 'false' });
    environmentOf('deliverer', CHANGED, {
      CONSECUTIVE_FAILURE_THRESHOLD: '5',
      AUTO_DISABLE: 'true',
    });
  });

  it('give the dispatcher the sinks of operator events', () => {
    environmentOf(
      'dispatcher',
      {},
      { EVENT_BUS: 'default', WEBHOOK_URL: '', WEBHOOK_SECRET_ARN: '', DEPLOYMENT_ID: 'dev' },
    );
    environmentOf('dispatcher', CHANGED, {
      EVENT_BUS: '',
      WEBHOOK_URL: operatorEventsWebhook,
      WEBHOOK_SECRET_ARN: { Ref: Match.stringLikeRegexp('^OperatorEventsWebhookSecret') },
      OPERATOR_EVENTS_QUEUE_URL: Match.anyValue(),
    });
  });

  it('give the deliverer the retry schedule', () => {
    environmentOf('deliverer', CHANGED, { RETRY_SCHEDULE: '5,60' });
    environmentOf('deliverer', EMPTY, { RETRY_SCHEDULE: '' });
  });
});
