import {
  marshall,
  type marshallOptions,
  type NativeAttributeValue,
  unmarshall,
} from '@aws-sdk/util-dynamodb';
import { jsonOf } from './aws-json.ts';

/** As {@link marshall} converts for the SDK's document client. */
type Native = Record<string, NativeAttributeValue>;
type Attributes = Parameters<typeof unmarshall>[0];

/**
 * Stores objects as maps and omits undefined members. The library takes an object with a member named
 * `constructor` for a class instance; `convertClassInstanceToMap` stores it as a map, too.
 */
const MARSHALL: marshallOptions = { removeUndefinedValues: true, convertClassInstanceToMap: true };

/** A request, in the SDK's document form. */
export interface NativeInput {
  readonly Item?: Native | undefined;
  readonly Key?: Native | undefined;
  readonly ExclusiveStartKey?: Native | undefined;
  readonly ExpressionAttributeValues?: Native | undefined;
  readonly RequestItems?: NativeKeys | undefined;
}

/** Keys to read, by table. */
type NativeKeys = Record<string, { readonly Keys?: readonly Native[] | undefined }>;

/** Serializes a request: DynamoDB's JSON names the type of each value. */
export function requestJson(input: NativeInput): string {
  const { Item, Key, ExclusiveStartKey, ExpressionAttributeValues, RequestItems } = input;
  return jsonOf({
    ...input,
    ...(Item && { Item: marshall(Item, MARSHALL) }),
    ...(Key && { Key: marshall(Key, MARSHALL) }),
    ...(ExclusiveStartKey && { ExclusiveStartKey: marshall(ExclusiveStartKey, MARSHALL) }),
    ...(ExpressionAttributeValues && {
      ExpressionAttributeValues: marshall(ExpressionAttributeValues, MARSHALL),
    }),
    ...(RequestItems && { RequestItems: mapKeys(RequestItems, (key) => marshall(key, MARSHALL)) }),
  });
}

/** A response, before and after its values are converted. */
interface Response<Values> {
  readonly Item?: Values;
  readonly Attributes?: Values;
  readonly Items?: Values[];
  readonly LastEvaluatedKey?: Values;
  readonly Responses?: Record<string, Values[]>;
  readonly UnprocessedKeys?: Record<string, { readonly Keys: Values[] | undefined }>;
}

/** Parses a response. Numbers beyond the safe integers become bigint, as in the SDK. */
export function responseIn(json: string): Response<Native> {
  const response: Response<Attributes> = JSON.parse(
    json,
    mayHoldBinary(json) ? asBytes : undefined,
  );
  const { Item, Attributes, Items, LastEvaluatedKey, Responses, UnprocessedKeys } = response;
  return {
    ...(response as object),
    ...(Item && { Item: unmarshall(Item) }),
    ...(Attributes && { Attributes: unmarshall(Attributes) }),
    ...(Items && { Items: Items.map((item) => unmarshall(item)) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: unmarshall(LastEvaluatedKey) }),
    ...(Responses && {
      Responses: mapValues(Responses, (items) => items.map((item) => unmarshall(item))),
    }),
    ...(UnprocessedKeys && { UnprocessedKeys: mapKeys(UnprocessedKeys, unmarshall) }),
  };
}

const mapKeys = <From, To, Read extends { readonly Keys?: readonly From[] | undefined }>(
  tables: Record<string, Read>,
  convert: (key: From) => To,
) => mapValues(tables, (read) => ({ ...read, Keys: (read.Keys ?? []).map((key) => convert(key)) }));

const mapValues = <From, To>(record: Record<string, From>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

/**
 * A reviver doubles the time to parse, and most responses have no binary values. Events whose data is
 * compressed (1 KB and more) have some.
 */
const mayHoldBinary = (json: string): boolean => /"BS?"\s*:/.test(json);

/** Only the type `B` has a text, and only `BS` a list: an attribute of that name is an object. */
const asBytes = (name: string, value: unknown): unknown => {
  if (name === 'B' && typeof value === 'string') return bytesOf(value);
  if (name === 'BS' && Array.isArray(value)) return value.map(bytesOf);
  return value;
};

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));
