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
import { Construct } from 'constructs';
import type { TableCapacity } from '../settings/capacity-settings.ts';
import { ThrottlingAlarm } from './throttling-alarm.ts';

/** A string key attribute. */
export const stringKey = (name: string): Attribute => ({ name, type: AttributeType.STRING });

/** The actions that a grant permits on a table: IAM action names without the `dynamodb:` prefix. */
interface TableVerbs {
  /** Actions on the items themselves. */
  readonly items: readonly string[];
  /**
   * Indexes that may be queried.
   *
   * @default - none
   */
  readonly indexes?: readonly string[];
  /**
   * Actions limited to items in certain partitions.
   *
   * @default - none
   */
  readonly within?: readonly WithinPartitions[];
  /**
   * Actions limited to certain attributes.
   *
   * @default - none
   */
  readonly attributes?: OnAttributes;
}

/** Actions on items whose partition keys begin with `prefix`. */
interface WithinPartitions {
  readonly prefix: string;
  readonly items: readonly string[];
}

/** Actions whose expressions name only these attributes and the keys. */
interface OnAttributes {
  readonly names: readonly string[];
  readonly items: readonly string[];
}

export interface KeyedTableProps {
  /** The table's removal policy. A retained table also has deletion protection. */
  readonly removalPolicy: RemovalPolicy;
  /** Days covered by point-in-time recovery, 1 to 35. */
  readonly pointInTimeRecoveryDays: number;
  readonly indexes: readonly GlobalSecondaryIndexProps[];
  /**
   * The limits of autoscaling, for the table and for each index.
   *
   * @default - paid per request
   */
  readonly tableCapacity?: TableCapacity;
  /**
   * An existing table with the same keys and indexes to use instead, such as one restored from a
   * backup.
   *
   * @default - the stack's own
   */
  readonly tableName?: string;
  /** The impact of DynamoDB throttling the table: the text of its alarm. */
  readonly throttlingImpact: string;
}

/**
 * The base of all Waybill tables: keys `pk` and `sk`, on-demand or autoscaled capacity, point-in-time
 * recovery, and time to live on `expires_at` (epoch seconds).
 */
export class KeyedTable extends Construct {
  private readonly table: Pick<ITable, 'tableArn' | 'tableName'>;

  constructor(scope: Construct, id: string, props: KeyedTableProps) {
    super(scope, id);
    // One region is enough: `TableV2` creates a global table, which fewer tools support.
    const own = new Table(this, 'Table', {
      ...(props.tableCapacity
        ? { billingMode: BillingMode.PROVISIONED, ...initialCapacity(props.tableCapacity) }
        : { billingMode: BillingMode.PAY_PER_REQUEST }),
      partitionKey: stringKey('pk'),
      sortKey: stringKey('sk'),
      timeToLiveAttribute: 'expires_at',
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: props.pointInTimeRecoveryDays,
      },
      deletionProtection: props.removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy: props.removalPolicy,
    });
    for (const index of props.indexes) {
      own.addGlobalSecondaryIndex({
        ...index,
        ...(props.tableCapacity && initialCapacity(props.tableCapacity)),
      });
    }
    if (props.tableCapacity) autoscale(own, props.indexes, props.tableCapacity);
    this.table = props.tableName ? Table.fromTableName(this, 'Other', props.tableName) : own;
    new ThrottlingAlarm(this, 'ThrottlingAlarm', {
      tableName: this.table.tableName,
      indexes: props.indexes.map(({ indexName }) => indexName),
      impact: props.throttlingImpact,
    });
  }

  /**
   * Permits exactly these actions and returns the table's name, so that a function cannot get one
   * without the other. The CDK's own grants permit `index/*` and a dozen more actions.
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
    for (const partitions of within)
      permit(partitions.items, [tableArn], partitionConditions(partitions));
    if (attributes !== undefined)
      permit(attributes.items, [tableArn], attributeConditions(attributes));
    return tableName;
  }
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html */
type Conditions = Record<string, Record<string, readonly string[]>>;

const partitionConditions = ({ prefix }: WithinPartitions): Conditions => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] },
});

/**
 * The keys are included because a request names them too. AWS's examples also restrict
 * `dynamodb:ReturnValues`, leaving out `ALL_NEW`. That restricts reading, and the grantees may read
 * the whole item anyway.
 */
const attributeConditions = ({ names }: OnAttributes): Conditions => ({
  'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['pk', 'sk', ...names] },
});

/** Autoscaling's target for the utilization of a table's capacity, in percent. */
const UTILIZATION = 70;

/** The capacity before autoscaling changes it. */
const initialCapacity = ({ read, write }: TableCapacity) => ({
  readCapacity: read.min,
  writeCapacity: write.min,
});

/**
 * Scales a table and each index with their use. An index without capacity would throttle the table's
 * writes.
 */
function autoscale(
  table: Table,
  indexes: readonly GlobalSecondaryIndexProps[],
  { read, write }: TableCapacity,
): void {
  const reads = { minCapacity: read.min, maxCapacity: read.max };
  const writes = { minCapacity: write.min, maxCapacity: write.max };
  const scaled = [
    table.autoScaleReadCapacity(reads),
    table.autoScaleWriteCapacity(writes),
    ...indexes.flatMap(({ indexName }) => [
      table.autoScaleGlobalSecondaryIndexReadCapacity(indexName, reads),
      table.autoScaleGlobalSecondaryIndexWriteCapacity(indexName, writes),
    ]),
  ];
  for (const capacity of scaled) {
    capacity.scaleOnUtilization({ targetUtilizationPercent: UTILIZATION });
  }
}
