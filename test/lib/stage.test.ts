import { RemovalPolicy } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { SettingsError } from '../../lib/settings/settings-error.ts';
import { readStage, type Stage } from '../../lib/stage.ts';

/** The error message for a context. */
const refusalOf = (context: Readonly<Record<string, unknown>>): string => {
  try {
    readStage(context);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'not refused';
};

const topicsOf = (count: number, length: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => String(index).padStart(length, 't'));

const TEMPLATE_URL = 'https://my-templates.s3.eu-west-1.amazonaws.com/customer-role.yaml';
const SOVEREIGN_TEMPLATE_URL =
  'https://my-templates.s3.eusc-de-east-1.amazonaws.eu/customer-role.yaml';
const ROLE = 'arn:aws-us-gov:iam::111122223333:role/waybill-prod-us-gov-west-1-access';
const KEY = 'arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const BUS = 'arn:aws:events:eu-west-1:111122223333:event-bus/ops';
const QUEUE = 'arn:aws-us-gov:sqs:us-gov-west-1:111122223333:operators';
const MULTI_REGION_KEY =
  'arn:aws-us-gov:kms:us-gov-west-1:111122223333:key/mrk-1234abcd12ab34cd56ef1234567890ab';

describe('a stage without settings', () => {
  it('is named dev and has the documented defaults', () => {
    expect(readStage({})).toEqual({
      stageName: 'dev',
      topics: [],
      allowTopicPatterns: false,
      retrySchedule: [30, 60, 120, 240, 480, 960, 1920, 3840, 7680, 15360],
      parkRetriesAfterSeconds: 900,
      disabledDestinationPolicy: 'park',
      parkedRetentionDays: 14,
      releaseRatePerDestination: 100,
      consecutiveFailureThreshold: 100,
      autoDisable: false,
      operatorEvents: [
        'alert.destination.consecutive_failure',
        'alert.destination.disabled',
        'alert.destination.blocked',
        'alert.destination.degraded',
        'alert.destination.recovered',
        'alert.attempt.exhausted_retries',
      ],
      operatorEventBus: 'default',
      cloudEventsSource: 'urn:waybill:dev',
      maxDestinationsPerTenant: 20,
      tokenTtlHours: 24,
      portal: 'on',
      portalLinkMinutes: 15,
      portalSessionMinutes: 60,
      eventRetentionDays: 30,
      functionLogRetentionDays: 30,
      logLevel: 'info',
      apiRateLimit: 1000,
      apiBurstLimit: 2000,
      tenantRequestsPerSecond: 20,
      tenantEventsPerSecond: 0,
      corsOrigins: [],
      portalPage: { frameAncestors: [] },
      api: { memoryMb: 512, timeoutSeconds: 29 },
      router: { memoryMb: 512, timeoutSeconds: 30 },
      deliverer: { memoryMb: 1024, timeoutSeconds: 30 },
      slowQueueConcurrency: 10,
      collector: { memoryMb: 512, timeoutSeconds: 30, maxConcurrency: 2 },
      batchDeliverer: { memoryMb: 1024, timeoutSeconds: 60 },
      verifier: { memoryMb: 256, timeoutSeconds: 30 },
      releaser: { memoryMb: 512, timeoutSeconds: 55 },
      retrier: { memoryMb: 512, timeoutSeconds: 30 },
      eraser: { memoryMb: 512, timeoutSeconds: 30 },
      dispatcher: { memoryMb: 256, timeoutSeconds: 30 },
      publisherAccountIds: [],
      publisherTopicArns: [],
      publisherRuleArns: [],
      allowPrivateEndpoints: false,
      allowedEndpointPorts: [443, 8443, 9000, 9443],
      pointInTimeRecoveryDays: 35,
      credentialsKeyArns: [],
      removalPolicy: RemovalPolicy.RETAIN,
      alarms: true,
    } satisfies Stage);
  });
});

describe('a setting', () => {
  it.each<[string, unknown, Partial<Stage>]>([
    ['stage', 'prod', { stageName: 'prod' }],
    ['stage', 'a', { stageName: 'a' }],
    ['stage', '1-eu-west-1-a4567890', { stageName: '1-eu-west-1-a4567890' }],
    ['accessRoleArn', ROLE, { accessRoleArn: ROLE }],
    ['setupTemplateUrl', TEMPLATE_URL, { setupTemplateUrl: TEMPLATE_URL }],
    ['setupTemplateUrl', SOVEREIGN_TEMPLATE_URL, { setupTemplateUrl: SOVEREIGN_TEMPLATE_URL }],
    ['stage', 'prod', { cloudEventsSource: 'urn:waybill:prod' }],
    ...[
      'https://events.example.com/a?b=c#d',
      'https://[::1]:8443/',
      '/orders',
      'a/b:c',
      '%C3%A9',
      's'.repeat(128),
    ].map((source): [string, unknown, Partial<Stage>] => [
      'cloudEventsSource',
      source,
      { cloudEventsSource: source },
    ]),
    ['topics', ['orders', 'user created'], { topics: ['orders', 'user created'] }],
    ['topics', 'orders, users', { topics: ['orders', 'users'] }],
    ['topics', '', { topics: [] }],
    ['topics', ['a', 'b', 'a'], { topics: ['a', 'b'] }],
    ['topics', ['é'.repeat(128)], { topics: ['é'.repeat(128)] }],
    ['topics', topicsOf(6, 127), { topics: topicsOf(6, 127) }],
    ['allowTopicPatterns', true, { allowTopicPatterns: true }],
    ['portal', 'off', { portal: 'off' }],
    ['portalUrl', 'https://events.example.com', { portalUrl: 'https://events.example.com' }],
    ['portalUrl', 'http://localhost:3000', { portalUrl: 'http://localhost:3000' }],
    ['portalTheme', 'light', { portalTheme: 'light' }],
    ['portalLinkMinutes', '1', { portalLinkMinutes: 1 }],
    ['portalSessionMinutes', 1_440, { portalSessionMinutes: 1_440 }],
    ['corsOrigins', '*', { corsOrigins: ['*'] }],
    [
      'corsOrigins',
      'https://app.example.com, http://localhost:5173, https://*.example.org',
      {
        corsOrigins: ['https://app.example.com', 'http://localhost:5173', 'https://*.example.org'],
      },
    ],
    ['retrySchedule', [1, 86_400], { retrySchedule: [1, 86_400] }],
    ['retrySchedule', '5, 10', { retrySchedule: [5, 10] }],
    ['retrySchedule', '', { retrySchedule: [] }],
    ['retrySchedule', Array(50).fill(1), { retrySchedule: Array(50).fill(1) }],
    ['parkRetriesAfterSeconds', 0, { parkRetriesAfterSeconds: 0 }],
    ['disabledDestinationPolicy', 'drop', { disabledDestinationPolicy: 'drop' }],
    ['parkedRetentionDays', '30', { parkedRetentionDays: 30 }],
    ['releaseRatePerDestination', 3_500, { releaseRatePerDestination: 3_500 }],
    ['consecutiveFailureThreshold', 0, { consecutiveFailureThreshold: 0 }],
    ['consecutiveFailureThreshold', '20', { consecutiveFailureThreshold: 20 }],
    ['autoDisable', 'true', { autoDisable: true }],
    ['autoDisable', 'false', { autoDisable: false }],
    ['alarms', 'false', { alarms: false }],
    ['operatorEvents', '*', { operatorEvents: ['*'] }],
    ['operatorEvents', '', { operatorEvents: [] }],
    [
      'operatorEvents',
      'attempt.failed, delivery.expired, attempt.failed',
      { operatorEvents: ['attempt.failed', 'delivery.expired'] },
    ],
    ['operatorEventBus', 'ops/alerts', { operatorEventBus: 'ops/alerts' }],
    ['operatorEventBus', BUS, { operatorEventBus: BUS }],
    [
      'operatorEventsWebhook',
      'https://ops.example.com:8443/hook?team=a',
      { operatorEventsWebhook: 'https://ops.example.com:8443/hook?team=a' },
    ],
    ['operatorEventsQueueArn', QUEUE, { operatorEventsQueueArn: QUEUE }],
    ['retryLimit', 0, { retrySchedule: [] }],
    ['retryLimit', '2', { retrySchedule: [30, 60] }],
    ['maxDestinationsPerTenant', 1, { maxDestinationsPerTenant: 1 }],
    ['maxDestinationsPerTenant', '100', { maxDestinationsPerTenant: 100 }],
    ['eventRetentionDays', '1', { eventRetentionDays: 1, parkedRetentionDays: 1 }],
    ['eventRetentionDays', 3650, { eventRetentionDays: 3650 }],
    ['functionLogRetentionDays', '1', { functionLogRetentionDays: 1 }],
    ['functionLogRetentionDays', 3653, { functionLogRetentionDays: 3653 }],
    ['logLevel', 'debug', { logLevel: 'debug' }],
    ['logLevel', 'error', { logLevel: 'error' }],
    ['apiRateLimit', '1', { apiRateLimit: 1 }],
    ['apiRateLimit', 100_000, { apiRateLimit: 100_000 }],
    ['apiBurstLimit', '1', { apiBurstLimit: 1 }],
    ['apiBurstLimit', 100_000, { apiBurstLimit: 100_000 }],
    ['tenantRequestsPerSecond', 0, { tenantRequestsPerSecond: 0 }],
    ['tenantRequestsPerSecond', '1000', { tenantRequestsPerSecond: 1000 }],
    ['tenantEventsPerSecond', '0', { tenantEventsPerSecond: 0 }],
    ['tenantEventsPerSecond', 1000, { tenantEventsPerSecond: 1000 }],
    ['apiMemoryMb', '128', { api: { memoryMb: 128, timeoutSeconds: 29 } }],
    ['apiTimeoutSeconds', 5, { api: { memoryMb: 512, timeoutSeconds: 5 } }],
    ['routerMemoryMb', 10_240, { router: { memoryMb: 10_240, timeoutSeconds: 30 } }],
    ['routerTimeoutSeconds', '120', { router: { memoryMb: 512, timeoutSeconds: 120 } }],
    ['routerConcurrency', 2, { router: { memoryMb: 512, timeoutSeconds: 30, maxConcurrency: 2 } }],
    ['delivererMemoryMb', 128, { deliverer: { memoryMb: 128, timeoutSeconds: 30 } }],
    ['delivererTimeoutSeconds', 5, { deliverer: { memoryMb: 1024, timeoutSeconds: 5 } }],
    [
      'delivererConcurrency',
      '1000',
      { deliverer: { memoryMb: 1024, timeoutSeconds: 30, maxConcurrency: 1000 } },
    ],
    ['slowQueueConcurrency', '2', { slowQueueConcurrency: 2 }],
    ['slowQueueConcurrency', 1000, { slowQueueConcurrency: 1000 }],
    [
      'collectorTimeoutSeconds',
      5,
      { collector: { memoryMb: 512, timeoutSeconds: 5, maxConcurrency: 2 } },
    ],
    [
      'collectorConcurrency',
      1000,
      { collector: { memoryMb: 512, timeoutSeconds: 30, maxConcurrency: 1000 } },
    ],
    ['batchDelivererMemoryMb', 128, { batchDeliverer: { memoryMb: 128, timeoutSeconds: 60 } }],
    [
      'batchDelivererTimeoutSeconds',
      120,
      { batchDeliverer: { memoryMb: 1024, timeoutSeconds: 120 } },
    ],
    ['verifierMemoryMb', 128, { verifier: { memoryMb: 128, timeoutSeconds: 30 } }],
    ['verifierTimeoutSeconds', 120, { verifier: { memoryMb: 256, timeoutSeconds: 120 } }],
    [
      'verifierConcurrency',
      2,
      { verifier: { memoryMb: 256, timeoutSeconds: 30, maxConcurrency: 2 } },
    ],
    ['retrierMemoryMb', 128, { retrier: { memoryMb: 128, timeoutSeconds: 30 } }],
    ['retrierTimeoutSeconds', 120, { retrier: { memoryMb: 512, timeoutSeconds: 120 } }],
    [
      'retrierConcurrency',
      2,
      { retrier: { memoryMb: 512, timeoutSeconds: 30, maxConcurrency: 2 } },
    ],
    ['eraserMemoryMb', 128, { eraser: { memoryMb: 128, timeoutSeconds: 30 } }],
    ['eraserTimeoutSeconds', 120, { eraser: { memoryMb: 512, timeoutSeconds: 120 } }],
    ['eraserConcurrency', 2, { eraser: { memoryMb: 512, timeoutSeconds: 30, maxConcurrency: 2 } }],
    ['publisherAccountIds', '', { publisherAccountIds: [] }],
    ['publisherAccountIds', '012345678901', { publisherAccountIds: ['012345678901'] }],
    ['publisherAccountIds', ['111122223333'], { publisherAccountIds: ['111122223333'] }],
    ['publisherTopicArns', '', { publisherTopicArns: [] }],
    [
      'publisherTopicArns',
      'arn:aws:sns:eu-west-1:111122223333:a, arn:aws-cn:sns:cn-north-1:111122223333:b.fifo',
      {
        publisherTopicArns: [
          'arn:aws:sns:eu-west-1:111122223333:a',
          'arn:aws-cn:sns:cn-north-1:111122223333:b.fifo',
        ],
      },
    ],
    [
      'publisherRuleArns',
      [
        'arn:aws:events:eu-west-1:111122223333:rule/orders',
        'arn:aws:events:eu-west-1:111122223333:rule/shop/orders',
        'arn:aws:events:eu-west-1:111122223333:rule/orders',
      ],
      {
        publisherRuleArns: [
          'arn:aws:events:eu-west-1:111122223333:rule/orders',
          'arn:aws:events:eu-west-1:111122223333:rule/shop/orders',
        ],
      },
    ],
    ['allowPrivateEndpoints', true, { allowPrivateEndpoints: true }],
    ['allowedEndpointPorts', '443, 9021, 443', { allowedEndpointPorts: [443, 9021] }],
    ['allowedEndpointPorts', [1, 65_535], { allowedEndpointPorts: [1, 65_535] }],
    ['allowedEndpointPorts', '', { allowedEndpointPorts: [] }],
    ['pointInTimeRecoveryDays', '1', { pointInTimeRecoveryDays: 1 }],
    ['credentialsKeyArns', '', { credentialsKeyArns: [] }],
    [
      'credentialsKeyArns',
      `${KEY},${MULTI_REGION_KEY},${KEY}`,
      { credentialsKeyArns: [KEY, MULTI_REGION_KEY] },
    ],
    [
      'existingDestinationsTableName',
      'waybill-prod-Destinations.1',
      { existingDestinationsTableName: 'waybill-prod-Destinations.1' },
    ],
    ['existingEventsTableName', 'log', { existingEventsTableName: 'log' }],
    ['removalPolicy', 'destroy', { removalPolicy: RemovalPolicy.DESTROY }],
    [
      'alarmTopicArn',
      'arn:aws-us-gov:sns:us-gov-west-1:111122223333:on-call',
      { alarmTopicArn: 'arn:aws-us-gov:sns:us-gov-west-1:111122223333:on-call' },
    ],
  ])('%s may be %j', (setting, value, expected) => {
    expect(readStage({ [setting]: value })).toMatchObject(expected);
  });

  it.each<[string, unknown]>([
    ['stage', ''],
    ['stage', 'Prod'],
    ['stage', '-prod'],
    ['stage', 'prod-'],
    ['stage', 'p'.repeat(21)],
    ['stage', 7],
    ['accessRoleArn', 'waybill-prod-eu-west-1-access'],
    ['accessRoleArn', 'arn:aws:iam::111122223333:user/waybill'],
    ['accessRoleArn', 'arn:aws:iam::111122223333:role/path/waybill'],
    ['accessRoleArn', `arn:aws:iam::111122223333:role/${'r'.repeat(65)}`],
    ['setupTemplateUrl', 'http://my-templates.s3.eu-west-1.amazonaws.com/customer-role.yaml'],
    ['setupTemplateUrl', 'https://templates.example.com/customer-role.yaml'],
    ['setupTemplateUrl', `${TEMPLATE_URL}?X-Amz-Expires=60`],
    ['setupTemplateUrl', `${TEMPLATE_URL}${'l'.repeat(140)}`],
    ...['', 'a b', 'é', '%zz', 'a#b#c', '1:x', ':x', 'a"b', 'urn:a\n', 's'.repeat(129), 7].map(
      (source): [string, unknown] => ['cloudEventsSource', source],
    ),
    ['topics', 7],
    ['topics', [7]],
    ['topics', '*'],
    ['topics', ['a,b']],
    ['topics', 'a,,b'],
    ['topics', [' a']],
    ['topics', ['a\nb']],
    ['topics', ['t'.repeat(129)]],
    ['topics', topicsOf(7, 127)],
    ['topics', topicsOf(501, 3)],
    ['retrySchedule', 30],
    ['retrySchedule', '30,x'],
    ['retrySchedule', [0]],
    ['retrySchedule', [1.5]],
    ['retrySchedule', [86_401]],
    ['retrySchedule', Array(51).fill(1)],
    ['retryIntervalSeconds', 0],
    ['retryIntervalSeconds', 86_401],
    ['retryLimit', -1],
    ['parkRetriesAfterSeconds', 901],
    ['disabledDestinationPolicy', 'keep'],
    ['parkedRetentionDays', 0],
    ['releaseRatePerDestination', 0],
    ['releaserTimeoutSeconds', 61],
    ['retryLimit', 51],
    ['maxDestinationsPerTenant', 0],
    ['maxDestinationsPerTenant', 101],
    ['maxDestinationsPerTenant', '1e2'],
    ['eventRetentionDays', 0],
    ['eventRetentionDays', 3651],
    ['eventRetentionDays', ''],
    ['eventRetentionDays', true],
    ['eventRetentionDays', null],
    ['functionLogRetentionDays', 2],
    ['functionLogRetentionDays', 9999],
    ['logLevel', 'INFO'],
    ['logLevel', ''],
    ['apiRateLimit', 0],
    ['apiRateLimit', 100_001],
    ['apiRateLimit', ' 5'],
    ['apiBurstLimit', '0'],
    ['apiBurstLimit', 100_001],
    ['tenantRequestsPerSecond', -1],
    ['tenantRequestsPerSecond', 1001],
    ['tenantEventsPerSecond', '0.5'],
    ['tenantEventsPerSecond', 1001],
    ['apiMemoryMb', 127],
    ['apiTimeoutSeconds', 30],
    ['routerMemoryMb', 10_241],
    ['routerTimeoutSeconds', 4],
    ['routerConcurrency', 1],
    ['delivererMemoryMb', '1 GB'],
    ['delivererTimeoutSeconds', 121],
    ['collectorTimeoutSeconds', 31],
    ['collectorConcurrency', 1],
    ['batchDelivererTimeoutSeconds', 121],
    ['delivererConcurrency', 1001],
    ['slowQueueConcurrency', 1],
    ['verifierMemoryMb', 0],
    ['verifierTimeoutSeconds', '30s'],
    ['verifierConcurrency', 0],
    ['allowTopicPatterns', 'allowed'],
    ['portal', false],
    ['portalUrl', 'events.example.com'],
    ['portalUrl', 'http://events.example.com'],
    ['portalUrl', 'https://events.example.com/'],
    ['portalUrl', 'https://events.example.com/portal'],
    ['portalUrl', `https://${'e'.repeat(150)}.example.com`],
    ['portalTheme', 'blue'],
    ['portalLinkMinutes', 0],
    ['portalLinkMinutes', 61],
    ['portalSessionMinutes', 1_441],
    ['corsOrigins', 'app.example.com'],
    ['corsOrigins', 'https://app.example.com/'],
    ['corsOrigins', 'ftp://app.example.com'],
    ['corsOrigins', Array(12).fill('https://a-very-long-name.example.com')],
    ['publisherAccountIds', 111122223333],
    ['publisherAccountIds', '1111'],
    ['publisherAccountIds', ['arn:aws:iam::111122223333:root']],
    ['publisherAccountIds', Array(48).fill('111122223333')],
    ['publisherTopicArns', 'orders'],
    ['publisherTopicArns', '*'],
    ['publisherTopicArns', 'arn:aws:sns:eu-west-1:111122223333:*'],
    ['publisherTopicArns', 'arn:aws:sqs:eu-west-1:111122223333:orders'],
    ['publisherTopicArns', Array(11).fill('arn:aws:sns:eu-west-1:111122223333:orders')],
    ['publisherRuleArns', 'arn:aws:events:eu-west-1:111122223333:event-bus/shop'],
    ['publisherRuleArns', 'arn:aws:events:eu-west-1:111122223333:rule/*'],
    ['publisherRuleArns', Array(11).fill('arn:aws:events:eu-west-1:111122223333:rule/orders')],
    ['consecutiveFailureThreshold', -1],
    ['consecutiveFailureThreshold', 10_001],
    ['autoDisable', 'on'],
    ['alarms', 'off'],
    ['operatorEvents', 'alerts'],
    ['operatorEvents', ['alert.*']],
    ['operatorEventBus', ''],
    ['operatorEventBus', 'arn:aws:sns:us-east-1:111122223333:ops'],
    ['operatorEventsWebhook', 'ops.example.com'],
    ['operatorEventsWebhook', 'ftp://ops.example.com'],
    ['operatorEventsWebhook', 'https://user:password@ops.example.com'],
    ['operatorEventsWebhook', 'https://ops.example.com/#here'],
    ['operatorEventsWebhook', `https://ops.example.com/${'x'.repeat(2_000)}`],
    ['operatorEventsQueueArn', 'operators'],
    ['operatorEventsQueueArn', 'arn:aws:sqs:us-east-1:111122223333:operators.fifo'],
    ['allowPrivateEndpoints', 'yes'],
    ['allowPrivateEndpoints', 1],
    ['allowedEndpointPorts', 443],
    ['allowedEndpointPorts', 'any'],
    ['allowedEndpointPorts', '0'],
    ['allowedEndpointPorts', [65_536]],
    ['allowedEndpointPorts', '9000-9443'],
    ['allowedEndpointPorts', Array(21).fill(443)],
    ['pointInTimeRecoveryDays', 0],
    ['pointInTimeRecoveryDays', 36],
    ['credentialsKeyArns', 'alias/waybill/prod/credentials'],
    ['credentialsKeyArns', 'arn:aws:kms:eu-west-1:111122223333:alias/other'],
    ['credentialsKeyArns', Array(6).fill(KEY)],
    ['existingDestinationsTableName', ''],
    ['existingDestinationsTableName', 'a b c'],
    ['existingEventsTableName', 'ab'],
    ['removalPolicy', 'snapshot'],
    ['alarmTopicArn', ''],
    ['alarmTopicArn', 'on-call'],
    ['alarmTopicArn', 'arn:aws:sqs:us-east-1:111122223333:on-call'],
  ])('%s may not be %j', (setting, value) => {
    expect(refusalOf({ [setting]: value })).toMatch(
      new RegExp(
        `^Waybill cannot.*\n- ${setting}(\\[\\d+\\])? is .*${setting} must be .*-c ${setting}=`,
      ),
    );
  });
});

describe('the retry schedule', () => {
  it('doubles the interval with each retry', () => {
    expect(readStage({ retryIntervalSeconds: 5, retryLimit: 4 }).retrySchedule).toEqual([
      5, 10, 20, 40,
    ]);
  });

  it('never waits longer than a day', () => {
    expect(readStage({ retryIntervalSeconds: 40_000, retryLimit: 3 }).retrySchedule).toEqual([
      40_000, 80_000, 86_400,
    ]);
  });

  it.each(['retryIntervalSeconds', 'retryLimit'])('must not be combined with %s', (other) => {
    expect(refusalOf({ retrySchedule: '30', [other]: '1' })).toContain('set one or the other');
  });
});

describe('operator events', () => {
  it('may be disabled on the bus', () => {
    const webhook = { operatorEventsWebhook: 'https://ops.example.com' };
    expect(readStage({ ...webhook, operatorEventBus: 'none' })).not.toHaveProperty(
      'operatorEventBus',
    );
  });

  it('must have at least one sink', () => {
    expect(refusalOf({ operatorEventBus: 'none' })).toContain('operatorEvents have no target');
    expect(() => readStage({ operatorEventBus: 'none', operatorEvents: '' })).not.toThrow();
  });

  it('requires HTTPS unless private endpoints are allowed', () => {
    const webhook = { operatorEventsWebhook: 'http://localhost:8080/ops' };
    expect(refusalOf(webhook)).toContain('operatorEventsWebhook must be an https URL');
    expect(readStage({ ...webhook, allowPrivateEndpoints: true })).toMatchObject(webhook);
  });

  it('rejects a topic for the alarms of a stage without alarms', () => {
    const alarmTopicArn = 'arn:aws:sns:us-east-1:111122223333:on-call';
    expect(refusalOf({ alarms: false, alarmTopicArn })).toContain(
      'remove alarmTopicArn, or set alarms to true',
    );
    expect(readStage({ alarms: true, alarmTopicArn })).toMatchObject({ alarmTopicArn });
  });

  it('allows automatic disabling with a failure threshold', () => {
    expect(refusalOf({ autoDisable: true, consecutiveFailureThreshold: 0 })).toContain(
      'autoDisable is true',
    );
  });
});

describe('the publishers', () => {
  const topic = (length: number) => `arn:aws:sns:eu-west-1:111122223333:${'t'.repeat(length)}`;
  const publisherAccountIds = Array(47).fill('111122223333');

  it('may be 47 accounts and 20 ARNs of usual lengths', () => {
    const publisherTopicArns = Array.from({ length: 10 }, (_, n) => topic(100 + n));
    const rule =
      'arn:aws:events:eu-west-1:111122223333:rule/a-bus-with-a-long-name/orders-to-waybill';
    const publisherRuleArns = Array.from({ length: 10 }, (_, n) => `${rule}-${n}`);
    const publishers = { publisherAccountIds, publisherTopicArns, publisherRuleArns };
    expect(readStage(publishers)).toMatchObject(publishers);
  });

  it('must fit the policy of the publish queue', () => {
    const publisherTopicArns = Array.from({ length: 10 }, (_, n) => topic(256 - n));
    const bus = 'b'.repeat(256);
    const publisherRuleArns = Array.from(
      { length: 10 },
      (_, n) => `arn:aws:events:eu-west-1:111122223333:rule/${bus}/${'r'.repeat(64 - n)}`,
    );
    expect(refusalOf({ publisherAccountIds, publisherTopicArns, publisherRuleArns })).toContain(
      'do not fit the policy of the publish queue',
    );
  });
});

describe('the error for an invalid setting', () => {
  it('contains the given value, the allowed values and an example', () => {
    expect(refusalOf({ apiRateLimit: 'fast' })).toBe(
      [
        'Waybill cannot be synthesized with these settings:',
        '- apiRateLimit is "fast". apiRateLimit must be a whole number from 1 to 100000: -c apiRateLimit=1000, or the same in the context of cdk.json.',
      ].join('\n'),
    );
  });

  it('names the invalid item of a list', () => {
    expect(refusalOf({ topics: 'orders,*' })).toContain('- topics[1] is "*".');
  });

  it('names every invalid setting', () => {
    const refusal = refusalOf({ stage: 'X', topcis: 'a', apiRateLimit: 0 });
    expect(refusal).toContain('- stage is "X".');
    expect(refusal).toContain('- topcis is not a setting.');
    expect(refusal).toContain('- apiRateLimit is 0.');
  });

  it('truncates long lists of topics', () => {
    expect(refusalOf({ topics: topicsOf(100, 100) }).length).toBeLessThan(500);
  });
});

describe('the context', () => {
  it.each([
    ['topic', 'topics'],
    ['Stage', 'stage'],
    ['retry_limit', 'retryLimit'],
    ['delivererMemoryMB', 'delivererMemoryMb'],
  ])('is rejected with %s, and the message suggests %s', (given, meant) => {
    expect(refusalOf({ [given]: 'x' })).toContain(
      `- ${given} is not a setting. Did you mean ${meant}?`,
    );
  });

  it('must not contain unknown keys; the message lists all settings', () => {
    expect(refusalOf({ colour: 'blue' })).toMatch(
      /- colour is not a setting\. The settings are stage, topics, .*alarmTopicArn\./,
    );
  });

  it('may contain the CDK’s own keys', () => {
    const ours = {
      'aws:cdk:bundling-stacks': ['**'],
      '@aws-cdk/core:newStyleStackSynthesis': true,
      'aws-cdk:enableDiffNoFail': true,
      'availability-zones:account=1:region=eu-west-1': ['eu-west-1a'],
      'cli-telemetry': false,
      'acknowledged-issue-numbers': [1],
    };
    expect(readStage(ours)).toEqual(readStage({}));
  });
});
