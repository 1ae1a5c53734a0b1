import type { RemovalPolicy } from 'aws-cdk-lib';
import { type GlobalSecondaryIndexProps, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { KeyedTable, text } from './keyed-table.ts';

/**
 * What finding and filtering need. An event's data is not among it: each projected byte is written
 * twice more, and a page of a listing reads its items by key anyway.
 */
const FOUND_BY = [
  'kind',
  'tenant_id',
  'event_id',
  'topic',
  'destination_id',
  'destination_ids',
  'destination_type',
  'status',
];

/** A timeline: who or what it is of, and where on it an event or attempt stands. */
const timeline = (indexName: string, of: string): GlobalSecondaryIndexProps => ({
  indexName,
  partitionKey: text(of),
  sortKey: text('position'),
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: [...FOUND_BY],
});

export interface LogTableProps {
  readonly removalPolicy: RemovalPolicy;
}

/** Events and the attempts to deliver them, with a timeline per tenant or destination and one of all. */
export class LogTable extends KeyedTable {
  private static readonly BY_OWNER = 'by-owner';
  private static readonly BY_PLATFORM = 'by-platform';

  constructor(scope: Construct, id: string, props: LogTableProps) {
    super(scope, id, {
      ...props,
      indexes: [timeline(LogTable.BY_OWNER, 'owner'), timeline(LogTable.BY_PLATFORM, 'timeline')],
    });
  }

  /** Events may be recorded, and events and attempts found and listed. */
  grantRecordAndList(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
      indexes: [LogTable.BY_OWNER, LogTable.BY_PLATFORM],
    });
  }

  /** Events may be recorded, and one event with its attempts looked at, to know a duplicate. */
  grantRecordEvents(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem', 'Query', 'PutItem'] });
  }

  /** Attempts may be recorded and looked at one by one. */
  grantRecordAttempts(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem', 'PutItem'] });
  }
}
