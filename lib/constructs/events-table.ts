import type { RemovalPolicy } from 'aws-cdk-lib';
import { type GlobalSecondaryIndexProps, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { LOGS } from '../../lambdas/batches/batch-log.ts';
import { ERASURES } from '../../lambdas/erasures/erasure.ts';
import { ROLLUPS } from '../../lambdas/metrics/rollup.ts';
import { PARKED, TIMERS } from '../../lambdas/parking/timer.ts';
import { RETRIES } from '../../lambdas/retries/retry-job.ts';
import type { TableCapacity } from '../settings/capacity-settings.ts';
import { KeyedTable, stringKey } from './keyed-table.ts';

/**
 * The attributes that lookups and filters need. Event data is excluded: DynamoDB writes each
 * projected byte once per index, and a listing reads its page of items by key anyway.
 */
const PROJECTED_ATTRIBUTES = [
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
];

/**
 * A timeline index: the partition is a tenant, a destination or all; the sort key is the position
 * of an event or attempt.
 */
const timeline = (indexName: string, of: string): GlobalSecondaryIndexProps => ({
  indexName,
  partitionKey: stringKey(of),
  sortKey: stringKey('position'),
  projectionType: ProjectionType.INCLUDE,
  nonKeyAttributes: [...PROJECTED_ATTRIBUTES],
});

export interface EventsTableProps {
  readonly removalPolicy: RemovalPolicy;
  /** Days covered by point-in-time recovery. */
  readonly pointInTimeRecoveryDays: number;
  /** @default - paid per request */
  readonly tableCapacity?: TableCapacity;
  /** @default - the stack's own */
  readonly tableName?: string;
}

/**
 * Events and delivery attempts, with one timeline per tenant, one per destination and one of all.
 * Rollups (hourly counts) are in the same table, outside the timelines.
 */
export class EventsTable extends KeyedTable {
  private static readonly BY_OWNER = 'by-owner';
  private static readonly BY_PLATFORM = 'by-platform';
  private static readonly BY_DUE = 'by-due';

  constructor(scope: Construct, id: string, props: EventsTableProps) {
    super(scope, id, {
      ...props,
      throttlingImpact:
        'DynamoDB throttles the table of events and attempts. Publishing and delivering slow down; if it continues, HTTP requests get 500. Queued messages are late, not lost.',
      indexes: [
        timeline(EventsTable.BY_OWNER, 'owner'),
        timeline(EventsTable.BY_PLATFORM, 'timeline'),
        {
          indexName: EventsTable.BY_DUE,
          partitionKey: stringKey('due'),
          sortKey: stringKey('due_at'),
          // Few items have these keys, and the releaser needs all of an item when it is due.
          projectionType: ProjectionType.ALL,
        },
      ],
    });
  }

  /** Grants recording events and jobs, finding and listing all items, and ending jobs. */
  grantRecordAndList(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'PartiQLInsert'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [
        { prefix: RETRIES, items: ['UpdateItem'] },
        { prefix: ERASURES, items: ['UpdateItem'] },
        { prefix: PARKED, items: ['DeleteItem'] },
        { prefix: ROLLUPS, items: ['UpdateItem'] },
      ],
    });
  }

  /** Grants recording events, and reading one event with its attempts to detect a duplicate. */
  grantRecordEvents(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem', 'Query', 'PutItem', 'PartiQLInsert'] });
  }

  /** Grants appending to the logs of batches. */
  grantCollect(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: [],
      within: [{ prefix: LOGS, items: ['Query', 'PutItem'] }],
    });
  }

  /** Grants reading batches and their events, in addition to {@link grantRecordAttempts}. */
  grantDeliverBatches(grantee: IGrantable): string {
    this.allow(grantee, {
      items: ['BatchGetItem'],
      within: [{ prefix: LOGS, items: ['Query'] }],
    });
    return this.grantRecordAttempts(grantee);
  }

  /** Grants finding events and attempts, and running bulk retries. */
  grantRetry(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [{ prefix: RETRIES, items: ['UpdateItem'] }],
    });
  }

  /** Grants finding and deleting all items, and running erasures. */
  grantErase(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'DeleteItem'],
      indexes: [EventsTable.BY_OWNER, EventsTable.BY_PLATFORM],
      within: [
        { prefix: ERASURES, items: ['UpdateItem'] },
        { prefix: LOGS, items: ['UpdateItem'] },
      ],
    });
  }

  /**
   * Grants finding and removing parked deliveries, setting timers, and recording and counting
   * expired deliveries.
   */
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

  /** Grants scheduling the release of a destination's parked deliveries. */
  grantSetTimers(grantee: IGrantable): string {
    return this.allow(grantee, { items: [], within: [{ prefix: TIMERS, items: ['PutItem'] }] });
  }

  /**
   * Grants recording attempts and reading single ones, updating rollups, and removing parked
   * deliveries.
   */
  grantRecordAttempts(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'PutItem', 'PartiQLInsert'],
      within: [
        { prefix: PARKED, items: ['DeleteItem'] },
        { prefix: ROLLUPS, items: ['UpdateItem'] },
      ],
    });
  }
}
