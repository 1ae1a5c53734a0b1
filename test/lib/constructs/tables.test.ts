import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, it } from 'vitest';
import { DestinationsTable } from '../../../lib/constructs/destinations-table.ts';
import { LogTable } from '../../../lib/constructs/log-table.ts';
import { aStack } from '../support/stacks.ts';

const TABLE = 'AWS::DynamoDB::Table';

const templateOf = (
  Table: typeof DestinationsTable | typeof LogTable,
  removalPolicy = RemovalPolicy.RETAIN,
): Template => {
  const stack = aStack();
  new Table(stack, 'Table', { removalPolicy });
  return Template.fromStack(stack);
};

const key = (hash: string, range: string) => [
  { AttributeName: hash, KeyType: 'HASH' },
  { AttributeName: range, KeyType: 'RANGE' },
];

describe.each([
  ['destinations', DestinationsTable],
  ['log', LogTable],
])('the %s table', (_, Table) => {
  it('is keyed by pk and sk and paid per request', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      KeySchema: key('pk', 'sk'),
      BillingMode: 'PAY_PER_REQUEST',
    });
  });

  it('forgets items at their expires_at', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      TimeToLiveSpecification: { AttributeName: 'expires_at', Enabled: true },
    });
  });

  it('can be restored to any point in time', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    });
  });

  it('cannot be deleted when it is to be retained', () => {
    templateOf(Table).hasResourceProperties(TABLE, {
      DeletionProtectionEnabled: true,
    });
  });

  it('can be deleted when it is to be destroyed', () => {
    templateOf(Table, RemovalPolicy.DESTROY).hasResourceProperties(TABLE, {
      DeletionProtectionEnabled: false,
    });
  });
});

describe('the destinations table', () => {
  it('lists tenants by creation, with nothing but keys in the index', () => {
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

describe('the log table', () => {
  it('has a timeline per owner and one of the platform, with what filters need and no data', () => {
    const Projection = {
      ProjectionType: 'INCLUDE',
      NonKeyAttributes: [
        'kind',
        'tenant_id',
        'event_id',
        'topic',
        'destination_id',
        'destination_ids',
        'destination_type',
        'status',
      ],
    };
    templateOf(LogTable).hasResourceProperties(TABLE, {
      GlobalSecondaryIndexes: [
        { IndexName: 'by-owner', KeySchema: key('owner', 'position'), Projection },
        { IndexName: 'by-platform', KeySchema: key('timeline', 'position'), Projection },
      ],
    });
  });
});
