import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  type GlobalSecondaryIndexProps,
  type ITable,
  Table,
} from 'aws-cdk-lib/aws-dynamodb';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ThrottlingAlarm } from './throttling-alarm.ts';

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
  /**
   * Verbs on such items alone as are in certain partitions.
   *
   * @default - none
   */
  readonly within?: readonly WithinPartitions[];
  /**
   * Verbs on certain attributes alone.
   *
   * @default - none
   */
  readonly attributes?: OnAttributes;
}

/** Verbs on items in partitions whose keys begin with `prefix`. */
interface WithinPartitions {
  readonly prefix: string;
  readonly items: readonly string[];
}

/** Verbs that name, in their expressions, no attributes but these and the keys. */
interface OnAttributes {
  readonly names: readonly string[];
  readonly items: readonly string[];
}

export interface KeyedTableProps {
  /** What becomes of the table with its stack; a table that is retained cannot be deleted at all. */
  readonly removalPolicy: RemovalPolicy;
  /** Days to any second of which the table can be restored, 1 to 35. */
  readonly pointInTimeRecoveryDays: number;
  readonly indexes: readonly GlobalSecondaryIndexProps[];
  /**
   * Another table of the same keys and indexes to use in its place, such as one restored from a
   * backup.
   *
   * @default - the stack's own
   */
  readonly tableName?: string;
  /** The effect when DynamoDB throttles the table: the sentence of its alarm. */
  readonly throttlingImpact: string;
  /**
   * Is told of the alarm.
   *
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
}

/**
 * A DynamoDB table as every table of Waybill is: keys `pk` and `sk`, paid per request, restorable
 * to any second of the last days, and forgetting each item at its `expires_at` (epoch seconds).
 */
export class KeyedTable extends Construct {
  private readonly table: Pick<ITable, 'tableArn' | 'tableName'>;

  constructor(scope: Construct, id: string, props: KeyedTableProps) {
    super(scope, id);
    // One region is enough: a `TableV2` would be a global table, which fewer tools understand.
    const own = new Table(this, 'Table', {
      billingMode: BillingMode.PAY_PER_REQUEST,
      partitionKey: text('pk'),
      sortKey: text('sk'),
      timeToLiveAttribute: 'expires_at',
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: props.pointInTimeRecoveryDays,
      },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
    });
    for (const index of props.indexes) own.addGlobalSecondaryIndex(index);
    this.table = props.tableName ? Table.fromTableName(this, 'Other', props.tableName) : own;
    new ThrottlingAlarm(this, 'ThrottlingAlarm', {
      tableName: this.table.tableName,
      indexes: props.indexes.map(({ indexName }) => indexName),
      impact: props.throttlingImpact,
      ...(props.alarmTopic !== undefined && { topic: props.alarmTopic }),
    });
  }

  /**
   * Permits exactly these verbs and tells the table's name: nobody learns the one without the other.
   * The CDK's own grants name `index/*` and a dozen verbs more.
   */
  protected allow(grantee: IGrantable, verbs: TableVerbs): string {
    const { items, indexes = [], within = [], attributes } = verbs;
    const { tableArn, tableName } = this.table;
    const permit = (actions: readonly string[], on: string[], conditions: Conditions = {}) =>
      Grant.addToPrincipal({
        grantee,
        actions: actions.map((action) => `dynamodb:${action}`),
        resourceArns: on,
        conditions,
      });
    if (items.length > 0) permit(items, [tableArn]);
    if (indexes.length > 0)
      permit(
        ['Query'],
        indexes.map((index) => `${tableArn}/index/${index}`),
      );
    for (const partitions of within) permit(partitions.items, [tableArn], isWithin(partitions));
    if (attributes !== undefined) permit(attributes.items, [tableArn], isOn(attributes));
    return tableName;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
type Conditions = Record<string, Record<string, readonly string[]>>;

const isWithin = ({ prefix }: WithinPartitions): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
});

/**
 * A request names its keys, too. `dynamodb:ReturnValues`, of which AWS's examples leave out `ALL_NEW`,
 * is about reading: who is permitted this may read all of an item anyway.
 */
const isOn = ({ names }: OnAttributes): Conditions => ({
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', ...names] },
});
