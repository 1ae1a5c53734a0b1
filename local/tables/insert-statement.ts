import type { AttributeValue } from '@aws-sdk/client-dynamodb';

/** A statement of BatchExecuteStatement, with its parameters in DynamoDB's JSON. */
export interface Statement {
  readonly Statement: string;
  readonly Parameters?: readonly AttributeValue[];
}

/** What a statement inserts. */
interface Insertion {
  readonly TableName: string;
  readonly Item: Record<string, AttributeValue>;
}

const INSERT = /^INSERT INTO "(?<table>[^"]+)" VALUE \{(?<names>'\w+':\?(?:,'\w+':\?)*)\}$/;

/**
 * Returns what an INSERT statement inserts, whose values are all parameters; undefined for any other
 * statement: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export function insertionIn({
  Statement: text,
  Parameters = [],
}: Statement): Insertion | undefined {
  const { table, names = '' } = INSERT.exec(text)?.groups ?? {};
  const attributes = names.split(',').map((name) => name.slice(1, name.lastIndexOf("'")));
  if (table === undefined || attributes.length !== Parameters.length) return undefined;
  const members = Parameters.map((value, index) => [attributes[index], value] as const);
  return { TableName: table, Item: Object.fromEntries(members) };
}
