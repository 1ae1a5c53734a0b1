import type { RemovalPolicy } from 'aws-cdk-lib';
import { type GlobalSecondaryIndexProps, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { ERASURES } from '../../lambdas/erasures/erasure.ts';
import { ROLLUPS } from '../../lambdas/metrics/rollup.ts';
import { PARKED, TIMERS } from '../../lambdas/parking/due-index.ts';
import { RETRIES } from '../../lambdas/retries/retry-job.ts';
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
  'code',
  'manual',
  'attempt_number',
  'latency_ms',
  'reason',
];

/** A timeline: who or what it is of, and where on it an event or attempt stands. */
const timeline = (indexName: string, of: string): GlobalSecondaryIndexProps => ({
  indexName,
  partitionKey: text(of),
  sortKey: text('position'),
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: [...FOUND_BY],
});

export interface EventsTableProps {
  readonly removalPolicy: RemovalPolicy;
  /** Days to any second of which the table can be restored. */
  readonly pointInTimeRecoveryDays: number;
  /** @default - the stack's own */
  readonly tableName?: string;
  /**
   * Is told of the alarm.
   *
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
}

/**
 * Events and the attempts to deliver them, with a timeline per tenant or destination and one of all;
 * and, in no timeline, rollups: how many of them there were.
 */
export class EventsTable extends KeyedTable {
  private static readonly BY_OWNER = 'by-owner';
  private static readonly BY_PLATFORM = 'by-platform';
  private static readonly BY_DUE = 'by-due';

  constructor(scope: Construct, id: string, props: EventsTableProps) {
    super(scope, id, {
      ...props,
      throttlingImpact:
        'Publishing and delivering slow down, and HTTP requests are answered 500 if it goes on: DynamoDB throttles the table of events and attempts. What is in queues is late, not lost.',
      indexes: [
        timeline(EventsTable.BY_OWNER, 'owner'),
        timeline(EventsTable.BY_PLATFORM, 'timeline'),
        {
          indexName: EventsTable.BY_DUE,
          partitionKey: text('due'),
          sortKey: text('due_at'),
          // Few items have these keys, and all of each is needed when it falls due.
          projectionType: ProjectionType.ALL,
        },
      ],
    });
  }

  /** Events and jobs may be recorded, all found and listed, and jobs brought to an end. */
  grantRecordAndList(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [
        { prefix: RETRIES, items: ['UpdateItem'] },
        { prefix: ERASURES, items: ['UpdateItem'] },
        { prefix: PARKED, items: ['DeleteItem'] },
        { prefix: ROLLUPS, items: ['UpdateItem'] },
      ],
    });
  }

  /** Events may be recorded, and one event with its attempts looked at, to know a duplicate. */
  grantRecordEvents(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem', 'Query', 'PutItem'] });
  }

  /** Events and attempts may be found, and bulk retries taken on. */
  grantRetry(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [{ prefix: RETRIES, items: ['UpdateItem'] }],
    });
  }

  /** All may be found and deleted, and erasures taken on. */
  grantErase(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'DeleteItem'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [{ prefix: ERASURES, items: ['UpdateItem'] }],
    });
  }

  /** What is parked may be found and taken away, timers set, and what is given up recorded and counted. */
  grantRelease(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem'],
      indexes: [EventsTable.BY_DUE],
      within: [
        { prefix: PARKED, items: ['DeleteItem'] },
        { prefix: TIMERS, items: ['DeleteItem'] },
        { prefix: ROLLUPS, items: ['UpdateItem'] },
      ],
    });
  }

  /** What is parked for a destination may be told to be released. */
  grantSetTimers(grantee: IGrantable): string {
    return this.allow(grantee, { items: [], within: [{ prefix: TIMERS, items: ['PutItem'] }] });
  }

  /** Attempts may be recorded and looked at one by one, counted in rollups, and what is parked of them taken away. */
  grantRecordAttempts(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'PutItem'],
      within: [
        { prefix: PARKED, items: ['DeleteItem'] },
        { prefix: ROLLUPS, items: ['UpdateItem'] },
      ],
    });
  }
}
