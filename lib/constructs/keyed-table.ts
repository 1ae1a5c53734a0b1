import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/** A key attribute that holds text. */
export const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** What a function may do with a table: DynamoDB's verbs without their `dynamodb:`. */
interface TableVerbs {
  /** On the items themselves. */
  readonly items: readonly string[];
  /**
   * Indexes that may be queried.
   *
   * @default - none
   */
  readonly indexes?: readonly string[];
}

export interface KeyedTableProps {
  /** What becomes of the table with its stack; a table that is retained cannot be deleted at all. */
  readonly removalPolicy: RemovalPolicy;
  readonly indexes: readonly GlobalSecondaryIndexProps[];
}

/**
 * A DynamoDB table as every table of Waybill is: keys `pk` and `sk`, paid per request, restorable
 * to any second of the last 35 days, and forgetting each item at its `expires_at` (epoch seconds).
 */
export class KeyedTable extends Construct {
  private readonly table: Table;

  constructor(scope: Construct, id: string, props: KeyedTableProps) {
    super(scope, id);
    // One region is enough: a `TableV2` would be a global table, which fewer tools understand.
    this.table = new Table(this, 'Table', {
      billingMode: BillingMode.PAY_PER_REQUEST,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      timeToLiveAttribute: 'expires_at',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
    });
    for (const index of props.indexes) this.table.addGlobalSecondaryIndex(index);
  }

  /**
   * Permits exactly these verbs and tells the table's name: nobody learns the one without the other.
   * The CDK's own grants name `index/*` and a dozen verbs more.
   */
  protected allow(grantee: IGrantable, { items, indexes = [] }: TableVerbs): string {
    const { tableArn, tableName } = this.table;
    const permit = (actions: readonly string[], resourceArns: string[]) =>
      Grant.addToPrincipal({
        grantee,
        actions: actions.map((action) => `dynamodb:${action}`),
        resourceArns,
      });
    permit(items, [tableArn]);
    if (indexes.length > 0)
      permit(
        ['Query'],
        indexes.map((index) => `${tableArn}/index/${index}`),
      );
    return tableName;
  }
}
