import {
  convertToAttr,
  type marshallOptions,
  type NativeAttributeValue,
  unmarshall,
} from '@aws-sdk/util-dynamodb';
import { parseJson } from '../../json/parse-json.ts';
import { jsonOf } from './aws-json.ts';

/** Items as programs use them, in the form of the SDK's document client. */
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
  readonly Statements?: readonly NativeStatement[] | undefined;
}

/** A PartiQL statement. */
interface NativeStatement {
  readonly Parameters?: readonly NativeAttributeValue[] | undefined;
}

/** Keys to read, by table. */
type NativeKeys = Record<string, { readonly Keys?: readonly Native[] | undefined }>;

/** Serializes a request: DynamoDB's JSON names the type of each value. */
export function requestJson(input: NativeInput): string {
  const { Item, Key, ExclusiveStartKey, ExpressionAttributeValues } = input;
  const { RequestItems, Statements } = input;
  // JSON omits what is undefined.
  return JSON.stringify({
    ...input,
    Item: Item && attributesOf(Item),
    Key: Key && attributesOf(Key),
    ExclusiveStartKey: ExclusiveStartKey && attributesOf(ExclusiveStartKey),
    ExpressionAttributeValues: ExpressionAttributeValues && attributesOf(ExpressionAttributeValues),
    RequestItems: RequestItems && mapKeys(RequestItems, attributesOf),
    Statements: Statements?.map((one) => ({
      ...one,
      Parameters: one.Parameters?.map(attributeOf),
    })),
  });
}

const attributesOf = (attributes: Native): Record<string, object | undefined> =>
  mapValues(attributes, attributeOf);

/**
 * Returns a value in DynamoDB's JSON. Converts the common types without the library, which creates two
 * objects for each value and leaves binary values to be encoded. The library converts all other types.
 */
function attributeOf(value: NativeAttributeValue | undefined): object | undefined {
  if (typeof value === 'string') return { S: value };
  if (Number.isSafeInteger(value)) return { N: String(value) };
  if (value === undefined) return undefined;
  if (value instanceof Uint8Array) return { B: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { L: value.map(attributeOf).filter((one) => one !== undefined) };
  if (isPlainObject(value)) return { M: attributesOf(value) };
  return JSON.parse(jsonOf(convertToAttr(value, MARSHALL)));
}

const isPlainObject = (value: NativeAttributeValue): boolean =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;

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
  const response = parseJson(json) as Response<Attributes>;
  const { Item, Attributes, Items, LastEvaluatedKey, Responses, UnprocessedKeys } = response;
  return {
    ...(response as object),
    ...(Item && { Item: nativeOf(Item) }),
    ...(Attributes && { Attributes: nativeOf(Attributes) }),
    ...(Items && { Items: Items.map(nativeOf) }),
    ...(LastEvaluatedKey && { LastEvaluatedKey: nativeOf(LastEvaluatedKey) }),
    ...(Responses && { Responses: mapValues(Responses, (items) => items.map(nativeOf)) }),
    ...(UnprocessedKeys && { UnprocessedKeys: mapKeys(UnprocessedKeys, nativeOf) }),
  };
}

const nativeOf = (attributes: Attributes): Native => {
  for (const value of Object.values(attributes)) decodeBytes(value);
  return unmarshall(attributes);
};

/** A value in DynamoDB's JSON, where binary values are Base64 text. */
interface ParsedValue {
  B?: unknown;
  BS?: unknown[];
  M?: Record<string, ParsedValue>;
  L?: ParsedValue[];
}

/**
 * Decodes the binary values in a value as it was parsed, in place. A reviver of JSON.parse would double the
 * time to parse a response.
 */
function decodeBytes(value: ParsedValue): void {
  if (value.B !== undefined) value.B = bytesOf(value.B);
  else if (value.BS) value.BS = value.BS.map(bytesOf);
  else if (value.M) for (const member of Object.values(value.M)) decodeBytes(member);
  else if (value.L) for (const element of value.L) decodeBytes(element);
}

const mapKeys = <From, To, Read extends { readonly Keys?: readonly From[] | undefined }>(
  tables: Record<string, Read>,
  convert: (key: From) => To,
) => mapValues(tables, (read) => ({ ...read, Keys: (read.Keys ?? []).map((key) => convert(key)) }));

const mapValues = <From, To>(record: Record<string, From>, map: (value: From) => To) =>
  Object.fromEntries(Object.entries(record).map(([name, value]) => [name, map(value)]));

const bytesOf = (base64: unknown): Uint8Array =>
  new Uint8Array(Buffer.from(String(base64), 'base64'));
