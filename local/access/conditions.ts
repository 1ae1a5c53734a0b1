import { own } from '../own.ts';
import { matchesArn, matchesPattern } from './wildcards.ts';

/** The value of a condition key, or all of its values. */
type Value = string | readonly string[];

/** The values of a request's condition keys, by their lowercase names. */
export type Context = ReadonlyMap<string, Value>;

/** The context of a request with these condition keys; undefined ones are missing. */
export const contextWith = (keys: Readonly<Record<string, Value | undefined>>): Context =>
  new Map(
    Object.entries(keys).flatMap(([key, value]) =>
      value === undefined ? [] : [[key.toLowerCase(), value]],
    ),
  );

/** A `Condition` block: operator, condition key, allowed values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;

/**
 * The supported condition keys. Some of them are set for no request: encryption, for example, is not
 * evaluated.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const CONDITION_KEYS: ReadonlySet<string> = new Set(
  [
    'aws:PrincipalAccount',
    'aws:PrincipalArn',
    'aws:PrincipalOrgID',
    'aws:ResourceAccount',
    'aws:ResourceOrgID',
    'aws:SecureTransport',
    'dynamodb:Attributes',
    'dynamodb:LeadingKeys',
    'kms:ViaService',
    's3:ResourceAccount',
    's3:x-amz-acl',
    's3:x-amz-server-side-encryption',
    's3:x-amz-server-side-encryption-aws-kms-key-id',
    's3:x-amz-storage-class',
    'sts:ExternalId',
    'sts:RoleSessionName',
  ].map((key) => key.toLowerCase()),
);

interface Operator {
  readonly matches: (expected: string, actual: string) => boolean;
  /** Whether the operator means that no value may match. A missing key then satisfies it. */
  readonly negated: boolean;
}

const isEqual = (expected: string, actual: string) => expected === actual;
const isEqualIgnoringCase = (expected: string, actual: string) =>
  expected.toLowerCase() === actual.toLowerCase();

const COMPARISONS: Readonly<Record<string, Operator>> = {
  StringEquals: { matches: isEqual, negated: false },
  StringNotEquals: { matches: isEqual, negated: true },
  StringEqualsIgnoreCase: { matches: isEqualIgnoringCase, negated: false },
  StringNotEqualsIgnoreCase: { matches: isEqualIgnoringCase, negated: true },
  StringLike: { matches: matchesPattern, negated: false },
  StringNotLike: { matches: matchesPattern, negated: true },
  ArnEquals: { matches: matchesArn, negated: false },
  ArnLike: { matches: matchesArn, negated: false },
  ArnNotEquals: { matches: matchesArn, negated: true },
  ArnNotLike: { matches: matchesArn, negated: true },
  Bool: { matches: isEqualIgnoringCase, negated: false },
};

const IF_EXISTS = 'IfExists';

/** For keys with several values. A key without values satisfies it, too. */
const FOR_ALL_VALUES = 'ForAllValues:';

/** The supported condition operators. */
export const OPERATORS = new Set([
  ...Object.keys(COMPARISONS).flatMap((name) => [
    name,
    `${name}${IF_EXISTS}`,
    `${FOR_ALL_VALUES}${name}`,
  ]),
  'Null',
]);

/** A policy variable, such as `${aws:PrincipalAccount}`. */
const VARIABLE = /\$\{([^}]*)\}/g;

/** The condition keys that the variables in a text name. */
export const variablesIn = (text: string): string[] =>
  [...text.matchAll(VARIABLE)].map(([, key = '']) => key);

/** Replaces variables by their values; undefined if the request has no value for one of them. */
export const withVariables = (text: string, context: Context): string | undefined => {
  const isKnown = variablesIn(text).every((key) => context.has(key.toLowerCase()));
  return isKnown
    ? text.replace(VARIABLE, (_, key: string) => String(context.get(key.toLowerCase()) ?? ''))
    : undefined;
};

/** Whether a request satisfies all conditions. */
export const satisfies = (conditions: Conditions, context: Context): boolean =>
  Object.entries(conditions).every(([operator, keys]) =>
    Object.entries(keys).every(([key, values]) =>
      satisfiesOne(operator, context.get(key.toLowerCase()), values, context),
    ),
  );

const satisfiesOne = (
  name: string,
  actual: Value | undefined,
  values: readonly string[],
  context: Context,
): boolean => {
  if (name.startsWith(FOR_ALL_VALUES)) {
    const operator = name.slice(FOR_ALL_VALUES.length);
    return [actual ?? []].flat().every((one) => satisfiesOne(operator, one, values, context));
  }
  if (name === 'Null') return values.includes(String(actual === undefined));
  const ifExists = name.endsWith(IF_EXISTS);
  const operator = own(COMPARISONS, ifExists ? name.slice(0, -IF_EXISTS.length) : name);
  if (operator === undefined) throw new Error(`the condition operator ${name} is not supported`);
  if (actual === undefined) return ifExists || operator.negated;
  const expected = values.map((value) => withVariables(value, context));
  // A statement whose variable has no value does not apply to the request.
  if (expected.includes(undefined)) return false;
  const isMatch = [actual]
    .flat()
    .some((one) => expected.some((value = '') => operator.matches(value, one)));
  return isMatch !== operator.negated;
};
