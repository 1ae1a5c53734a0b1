import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { describe, expect, it } from 'vitest';
import { DestinationsTable } from '../../../lib/constructs/destinations-table.ts';
import { EventsTable } from '../../../lib/constructs/events-table.ts';
import { aStack } from '../support/stacks.ts';

const TABLE = 'AWS::DynamoDB::Table';

const templateOf = (
  Table: typeof DestinationsTable | typeof EventsTable,
  removalPolicy = RemovalPolicy.RETAIN,
): Template => {
  const stack = aStack();
  new Table(stack, 'Table', { removalPolicy, pointInTimeRecoveryDays: 7 });
  return Template.fromStack(stack);
};

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

describe.each([
  ['destinations', DestinationsTable],
  ['log', EventsTable],
])('the %s table', (_, Table) => {
  it('is keyed by pk and sk and paid per request', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      KeySchema: key('pk', 'sk'),
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('expires items at their expires_at', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('has point-in-time recovery', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      PointInTimeRecoverySpecification: {
        PointInTimeRecoveryEnabled: true,
        RecoveryPeriodInDays: 7,
      },
    });
  });

  it('has deletion protection when it is to be retained', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      DeletionProtectionEnabled: true,
    });
  });

  it('has no deletion protection when it is to be destroyed', () => {
    templateOf(Table, RemovalPolicy.DESTROY).hasResourceProperties(TABLE, {
      DeletionProtectionEnabled: false,
    });
  });
});

describe.each([
  ['destinations', DestinationsTable, 1],
  ['log', EventsTable, 3],
])('the %s table with provisioned capacity', (_, Table, indexes) => {
  const provisioned = (): Template => {
    const stack = aStack();
    new Table(stack, 'Table', {
      removalPolicy: RemovalPolicy.RETAIN,
      pointInTimeRecoveryDays: 7,
      tableCapacity: { read: { min: 2, max: 200 }, write: { min: 3, max: 300 } },
    });
    return Template.fromStack(stack);
  };

  it('begins with the lowest capacity, as do its indexes', () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 };
    provisioned().hasResourceProperties(TABLE, {
      BillingMode: Match.absent(),
      ProvisionedThroughput,
      GlobalSecondaryIndexes: Array(indexes).fill(Match.objectLike({ ProvisionedThroughput })),
    });
  });

  it('is autoscaled between its limits, as are its indexes, at 70 % of use', () => {
    const template = provisioned();
    for (const [kind, limits] of [
      ['Read', { MinCapacity: 2, MaxCapacity: 200 }],
      ['Write', { MinCapacity: 3, MaxCapacity: 300 }],
    ] as const) {
      const dimension = Match.stringLikeRegexp(`:${kind}CapacityUnits$`);
      const Properties = { ScalableDimension: dimension, ...limits };
      const targets = template.findResources('AWS::ApplicationAutoScaling::ScalableTarget', {
        Properties,
      });
      expect(Object.keys(targets)).toHaveLength(1 + indexes);
    }
    template.allResourcesProperties('AWS::ApplicationAutoScaling::ScalingPolicy', {
      TargetTrackingScalingPolicyConfiguration: { TargetValue: 70 },
    });
    template.resourceCountIs('AWS::ApplicationAutoScaling::ScalingPolicy', 2 * (1 + indexes));
  });
});

describe('a table that takes the place of the stack’s own', () => {
  it('is the one that functions may use and have in their environment, while the stack’s own remains', () => {
    const stack = aStack();
    const log = new EventsTable(stack, 'Log', {
      removalPolicy: RemovalPolicy.RETAIN,
      pointInTimeRecoveryDays: 35,
      tableName: 'restored',
    });
    const role = new Role(stack, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
    });
    expect(log.grantErase(role)).toBe('restored');
    const template = Template.fromStack(stack);
    template.resourceCountIs(TABLE, 1);
    const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
    expect(policies).toContain(':table/restored"');
    expect(policies).toContain(':table/restored/index/by-owner"');
    expect(policies).not.toContain('LogTable');
  });
});

describe('the destinations table', () => {
  it('lists tenants by creation with a keys-only index', () => {
    templateOf(DestinationsTable).hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: [
        {
          IndexName: 'by-platform',
          KeySchema: key('timeline', 'position'),
          Projection: { ProjectionType: 'KEYS_ONLY', NonKeyAttributes: Match.absent() },
        },
      ],
    });
  });
});

describe('the events table', () => {
  it('has a timeline per owner and one of the platform, with filter attributes and without data, and an index by due time', () => {
    const Projection = {
      ProjectionType: 'INCLUDE',
      NonKeyAttributes: [
        'kind',
        'tenant_id',
        'event_id',
        'topic',
        'topics',
        'destination_id',
        'destinations',
        'destination_type',
        'status',
        'code',
        'manual',
        'latency_ms',
        'reason',
      ],
    };
    templateOf(EventsTable).hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: [
        { IndexName: 'by-owner', KeySchema: key('owner', 'position'), Projection },
        { IndexName: 'by-platform', KeySchema: key('timeline', 'position'), Projection },
        {
          IndexName: 'by-due',
          KeySchema: key('due', 'due_at'),
          Projection: { ProjectionType: 'ALL' },
        },
      ],
    });
  });
});
