import type { RemovalPolicy } from 'aws-cdk-lib';
import { ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { CANDIDATES } from '../../lambdas/destinations/candidate-store.dynamo.ts';
import {
  DELIVERER_ATTRIBUTES,
  VERIFIER_ATTRIBUTES,
} from '../../lambdas/destinations/writable-attributes.ts';
import type { TableCapacity } from '../settings/capacity-settings.ts';
import { KeyedTable, stringKey } from './keyed-table.ts';

export interface DestinationsTableProps {
  readonly removalPolicy: RemovalPolicy;
  /** Days covered by point-in-time recovery. */
  readonly pointInTimeRecoveryDays: number;
  /** @default - paid per request */
  readonly tableCapacity?: TableCapacity;
  /** @default - the stack's own */
  readonly tableName?: string;
}

/** Tenants, their destinations and their tests of unsaved configurations, and rate limit state. */
export class DestinationsTable extends KeyedTable {
  private static readonly BY_PLATFORM = 'by-platform';

  constructor(scope: Construct, id: string, props: DestinationsTableProps) {
    super(scope, id, {
      ...props,
      throttlingImpact:
        'DynamoDB throttles the destinations table. Publishing, managing and delivering slow down; if it continues, HTTP requests get 500.',
      indexes: [
        {
          indexName: DestinationsTable.BY_PLATFORM,
          partitionKey: stringKey('timeline'),
          sortKey: stringKey('position'),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }

  /**
   * Grants creating, reading, listing and updating tenants and destinations, and everything with tests
   * of unsaved configurations. Deletes of tenants and destinations are soft.
   */
  grantManage(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
      indexes: [DestinationsTable.BY_PLATFORM],
      within: [{ prefix: CANDIDATES, items: ['DeleteItem'] }],
    });
  }

  /** Grants reading a tenant's destinations, to match an event. */
  grantMatch(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['Query'] });
  }

  /** Grants what `grantMatch` does, and acquiring publish permits. */
  grantMatchAndRateLimit(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['Query'],
      within: [{ prefix: 'RATE_LIMIT#PUBLISHES#', items: ['GetItem', 'UpdateItem'] }],
    });
  }

  /** Grants reading one destination, to deliver to it, and recording its health. */
  grantRecordHealth(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem'],
      attributes: { names: DELIVERER_ATTRIBUTES, items: ['UpdateItem'] },
    });
  }

  /** Grants reading destinations by their names. */
  grantRead(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem', 'BatchGetItem'] });
  }

  /** Grants reading one destination or test, and recording its verification. */
  grantVerify(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem'],
      within: [{ prefix: CANDIDATES, items: ['UpdateItem'] }],
      attributes: { names: VERIFIER_ATTRIBUTES, items: ['UpdateItem'] },
    });
  }
}
