import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { EVERY_SETTING } from './support/every-setting.ts';
import { FUNCTIONS } from './support/permissions.ts';
import { templateOf } from './support/stacks.ts';

const ALARM = 'AWS::CloudWatch::Alarm';

const Metric = z.object({
  Namespace: z.string(),
  MetricName: z.string(),
  Dimensions: z.array(z.object({ Name: z.string(), Value: z.unknown() })),
});

const Alarm = z.object({
  AlarmDescription: z.string(),
  TreatMissingData: z.string(),
  MetricName: z.string().optional(),
  Dimensions: z.unknown().optional(),
  Metrics: z
    .array(
      z.object({
        Id: z.string(),
        Expression: z.string().optional(),
        ReturnData: z.boolean().optional(),
        MetricStat: z.object({ Metric, Period: z.number(), Stat: z.string() }).optional(),
      }),
    )
    .optional(),
  Threshold: z.number(),
});

const alarmsOf = (settings: Readonly<Record<string, unknown>> = {}) =>
  Object.values(templateOf(settings).findResources(ALARM)).map(({ Properties }) =>
    Alarm.parse(Properties),
  );

/** The number of metrics that an alarm is billed for. */
const metricsOf = ({ Metrics }: z.output<typeof Alarm>): number =>
  Metrics?.filter(({ MetricStat }) => MetricStat).length ?? 1;

/** The function's file, such as `batch-deliverer`. */
const fileOf = (name: string): string => name.replaceAll(/(?<=.)[A-Z]/g, '-$&').toLowerCase();

const functionId = (name: string): string => {
  const [id] = Object.keys(
    templateOf().findResources('AWS::Lambda::Function', {
      Properties: { FunctionName: `waybill-dev-${fileOf(name)}` },
    }),
  );
  return id ?? '';
};

describe.each(FUNCTIONS)('the %s function', (name) => {
  const Dimensions = [{ Name: 'FunctionName', Value: { Ref: functionId(name) } }];
  const releaser = name === 'Releaser';

  it('has an alarm for failed runs', () => {
    templateOf().hasResourceProperties(ALARM, {
      Namespace: 'AWS/Lambda',
      MetricName: 'Errors',
      Dimensions,
      Statistic: 'Sum',
      Period: releaser ? 300 : 900,
      Threshold: releaser ? 4 : 2,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp(`${fileOf(name)}|api`),
    });
  });

  it('has an alarm for throttled invocations', () => {
    templateOf().hasResourceProperties(ALARM, {
      Namespace: 'AWS/Lambda',
      MetricName: 'Throttles',
      Dimensions,
      Statistic: 'Sum',
      Period: 900,
      Threshold: 10,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('quota of concurrent executions'),
    });
  });
});

describe('the HTTP API', () => {
  it('has an alarm for more than 5 % of requests answered 5xx, and at least three', () => {
    const counted = (Id: string, MetricName: string) => ({
      Id,
      ReturnData: false,
      MetricStat: {
        Metric: {
          Namespace: 'AWS/ApiGateway',
          MetricName,
          Dimensions: [
            { Name: 'ApiId', Value: { Ref: Match.stringLikeRegexp('^HttpApi') } },
            { Name: 'Stage', Value: '$default' },
          ],
        },
        Period: 900,
        Stat: 'Sum',
      },
    });
    templateOf().hasResourceProperties(ALARM, {
      Metrics: [
        Match.objectLike({ Expression: 'IF(failures >= 3, 100 * failures / requests, 0)' }),
        counted('failures', '5xx'),
        counted('requests', 'Count'),
      ],
      Threshold: 5,
      ComparisonOperator: 'GreaterThanThreshold',
      TreatMissingData: 'notBreaching',
      AlarmDescription: Match.stringLikeRegexp('clients cannot publish'),
    });
  });
});

describe('a table', () => {
  const throttled = (settings: Readonly<Record<string, unknown>>) =>
    alarmsOf(settings)
      .filter(({ AlarmDescription }) => AlarmDescription.includes('DynamoDB throttles'))
      .map((alarm) => ({
        above: alarm.Threshold,
        expression: alarm.Metrics?.flatMap(({ Expression }) => Expression ?? []),
        metrics: alarm.Metrics?.flatMap(({ MetricStat }) => MetricStat ?? []).map(
          ({ Metric: { MetricName, Dimensions }, Period, Stat }) =>
            `${MetricName} of ${Dimensions.map(({ Value }) => (typeof Value === 'string' ? Value : 'own')).join('/')}, ${Stat} of ${Period}`,
        ),
      }));

  const of = (table: string, indexes: readonly string[]) =>
    [table, ...indexes.map((index) => `${index}/${table}`)].flatMap((place) => [
      `ReadThrottleEvents of ${place}, Sum of 300`,
      `WriteThrottleEvents of ${place}, Sum of 300`,
    ]);

  it('has one alarm for throttled reads and writes of the table and its indexes', () => {
    expect(throttled({})).toEqual([
      {
        above: 60,
        expression: ['SUM(FILL(METRICS(), 0))'],
        metrics: expect.toSatisfy((found: string[]) => found.length === 4),
      },
      {
        above: 60,
        expression: ['SUM(FILL(METRICS(), 0))'],
        metrics: expect.toSatisfy((found: string[]) => found.length === 8),
      },
    ]);
  });

  it('has its alarm for an existing table that replaces it', () => {
    expect(
      throttled({
        existingDestinationsTableName: 'restored-d',
        existingEventsTableName: 'restored-l',
      }).map(({ metrics }) => metrics?.toSorted()),
    ).toEqual([
      of('restored-d', ['by-platform']).toSorted(),
      of('restored-l', ['by-owner', 'by-platform', 'by-due']).toSorted(),
    ]);
  });
});

describe('a queue', () => {
  const queues = Object.entries(templateOf().findResources('AWS::SQS::Queue')).map(
    ([id, { Properties }]) => ({ id, name: String(Properties.QueueName) }),
  );

  it.each(queues)('$name has one alarm', ({ id, name }) => {
    const own = Object.values(
      templateOf().findResources(ALARM, {
        Properties: {
          Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [id, 'QueueName'] } }],
        },
      }),
    );
    expect(own.map(({ Properties }) => Properties.MetricName)).toEqual([
      name.endsWith('-dead-letters')
        ? 'ApproximateNumberOfMessagesVisible'
        : 'ApproximateAgeOfOldestMessage',
    ]);
  });
});

describe('alarms', () => {
  it('each describe a separate effect, and treat missing data as not breaching', () => {
    const descriptions = alarmsOf().map(({ AlarmDescription }) => AlarmDescription);
    expect(new Set(descriptions).size).toBe(descriptions.length);
    expect(descriptions.filter((text) => text.length < 60 || text.length > 1024)).toEqual([]);
    expect(new Set(alarmsOf().map(({ TreatMissingData }) => TreatMissingData))).toEqual(
      new Set(['notBreaching']),
    );
  });

  it('all notify the topic of the stage', () => {
    const { alarmTopicArn } = EVERY_SETTING;
    templateOf(EVERY_SETTING).allResourcesProperties(ALARM, {
      AlarmActions: [alarmTopicArn],
      OKActions: [alarmTopicArn],
    });
  });

  it('are the only resources that a stage without alarms lacks', () => {
    const resourcesOf = (settings: Readonly<Record<string, unknown>>) =>
      Object.entries(templateOf(settings).toJSON().Resources as Record<string, { Type: string }>);
    const others = resourcesOf({}).filter(([, { Type }]) => Type !== ALARM);
    expect(resourcesOf({ alarms: false })).toEqual(others);
  });

  it('cost what docs/reference/costs.md lists: 0.10 USD per metric that they evaluate', () => {
    const metrics = alarmsOf()
      .map(metricsOf)
      .reduce((one, other) => one + other, 0);
    const costs = readFileSync(join(import.meta.dirname, '../../docs/reference/costs.md'), 'utf8');
    expect(costs).toContain(
      `${alarmsOf().length} alarms on ${metrics} metrics (${(metrics / 10).toFixed(2)})`,
    );
  });
});
