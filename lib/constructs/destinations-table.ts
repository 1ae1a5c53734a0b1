import type { RemovalPolicy } from 'aws-cdk-lib';
import { ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';
import { HEALTH, VERIFIED } from '../../lambdas/destinations/delivery-writable-attributes.ts';
import { KeyedTable, text } from './keyed-table.ts';

export interface DestinationsTableProps {
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

/** Tenants and their destinations, and how far ahead of its turn each tenant is. */
export class DestinationsTable extends KeyedTable {
  private static readonly BY_PLATFORM = 'by-platform';

  constructor(scope: Construct, id: string, props: DestinationsTableProps) {
    super(scope, id, {
      ...props,
      throttlingImpact:
        'Publishing, managing and delivering slow down, and HTTP requests are answered 500 if it goes on: DynamoDB throttles the table of destinations.',
      indexes: [
        {
          indexName: DestinationsTable.BY_PLATFORM,
          partitionKey: text('timeline'),
          sortKey: text('position'),
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
    });
  }

  /** Tenants and destinations may be made, found, listed and changed; deleted is a mark on them. */
  grantManage(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem', 'BatchGetItem', 'Query', 'PutItem', 'UpdateItem'],
      indexes: [DestinationsTable.BY_PLATFORM],
    });
  }

  /** A tenant's destinations may be read, to find those that want an event. */
  grantMatch(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['Query'] });
  }

  /** The same; and its turns to publish may be counted. */
  grantMatchInTurn(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['Query'],
      within: [{ prefix: 'RATE_LIMIT#PUBLISHES#', items: ['GetItem', 'UpdateItem'] }],
    });
  }

  /** One destination may be read, to deliver to it, and noted how that went. */
  grantNoteHealth(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem'],
      attributes: { names: HEALTH, items: ['UpdateItem'] },
    });
  }

  /** One destination may be read. */
  grantRead(grantee: IGrantable): string {
    return this.allow(grantee, { items: ['GetItem'] });
  }

  /** One destination may be read and its verification noted. */
  grantVerify(grantee: IGrantable): string {
    return this.allow(grantee, {
      items: ['GetItem'],
      attributes: { names: VERIFIED, items: ['UpdateItem'] },
    });
  }
}
