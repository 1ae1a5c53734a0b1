import { own } from '../own.ts';
import { insertionIn, type Statement } from '../tables/insert-statement.ts';
import { arn } from '../template/names.ts';

/** An action on a resource that a call needs. */
export interface NeededAccess {
  readonly action: string;
  /** The ARN of the resource. */
  readonly resource: string;
  /** Condition keys that the call sets. */
  readonly keys?: Readonly<Record<string, readonly string[]>>;
}

type Item = Readonly<Record<string, { readonly S?: string }>>;

/** A request to DynamoDB, as far as it decides which permission it needs. */
export interface TableRequest {
  readonly TableName?: string;
  readonly IndexName?: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly UpdateExpression?: string;
  readonly ConditionExpression?: string;
  readonly KeyConditionExpression?: string;
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>>;
  readonly ExpressionAttributeValues?: Item;
  readonly RequestItems?: Readonly<Record<string, { readonly Keys?: readonly Item[] }>>;
  readonly Statements?: readonly Statement[];
}

/**
 * Returns what a call of DynamoDB needs, with the condition keys that policies restrict: the beginnings of
 * partition keys, and the attributes that a write names.
 */
export const tableAccesses = (
  operation: string,
  request: TableRequest,
): readonly NeededAccess[] => {
  const action = `dynamodb:${operation}`;
  const batches = Object.entries(request.RequestItems ?? {});
  if (batches.length > 0) {
    return batches.map(([table, { Keys = [] }]) => ({
      action,
      resource: arn('dynamodb', `table/${table}`),
      keys: leadingKeys(Keys.map(partitionOf)),
    }));
  }
  if (request.Statements) return insertAccesses(request.Statements);
  const { TableName, IndexName } = request;
  const table = arn('dynamodb', `table/${TableName}`);
  return IndexName === undefined
    ? [
        {
          action,
          resource: table,
          keys: { ...leadingKeys([partitionIn(request)]), ...namedAttributes(request) },
        },
      ]
    : [{ action, resource: `${table}/index/${IndexName}` }];
};

/** Each table needs the permission to insert. */
const insertAccesses = (statements: readonly Statement[]): readonly NeededAccess[] => {
  const insertions = statements.flatMap((statement) => insertionIn(statement) ?? []);
  return [...Map.groupBy(insertions, ({ TableName }) => TableName)].map(([table, ofTable]) => ({
    action: 'dynamodb:PartiQLInsert',
    resource: arn('dynamodb', `table/${table}`),
    keys: leadingKeys(ofTable.map(({ Item }) => partitionOf(Item))),
  }));
};

const partitionOf = (item: Item | undefined): string | undefined => item?.pk?.S;

const partitionIn = (request: TableRequest): string | undefined => {
  const value = /^pk = (:\w+)/.exec(request.KeyConditionExpression ?? '')?.[1];
  const { Key, Item, ExpressionAttributeValues: values = {} } = request;
  return partitionOf(Key ?? Item) ?? (value === undefined ? undefined : own(values, value)?.S);
};

/**
 * Policies contain only the beginning, such as `RATE_LIMIT#PUBLISHES#`. With the rest, each call would
 * count as a different one.
 */
const leadingKeys = (partitions: readonly (string | undefined)[]) => ({
  'dynamodb:LeadingKeys': [
    ...new Set(partitions.map((key = '') => /^(?:[A-Z_]+#)*/.exec(key)?.[0] ?? '')),
  ],
});

const KEYWORDS = /^(?:SET|REMOVE|ADD|DELETE|AND|OR|NOT|IN|BETWEEN)$/;

/** Names that neither follow a dot or a colon nor are those of functions. */
const NAMES = /(?<![.:#\w])#?[A-Za-z_]\w*\b(?!\()/g;

const namedAttributes = (request: TableRequest) => {
  const { UpdateExpression = '', ConditionExpression = '', Key = {}, Item = {} } = request;
  const { ExpressionAttributeNames: names = {} } = request;
  const inExpressions = [...`${UpdateExpression} ${ConditionExpression}`.matchAll(NAMES)]
    .map(([name]) => name)
    .filter((name) => !KEYWORDS.test(name))
    .map((name) => own(names, name) ?? name);
  const all = new Set([...Object.keys(Key), ...Object.keys(Item), ...inExpressions]);
  return { 'dynamodb:Attributes': [...all].toSorted() };
};
