import * as z from 'zod';
import { CONDITION_KEYS, OPERATORS, variablesIn } from './conditions.ts';

export interface Statement {
  readonly Effect: 'Allow' | 'Deny';
  readonly Action: readonly string[];
  readonly Condition: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
}

/** A statement of a role's trust policy: who may assume the role. */
export interface TrustStatement extends Statement {
  /** ARNs, account ids, or `*`. */
  readonly Principal: readonly string[];
}

/** A statement of an identity-based policy or a session policy: what its holder may do. */
export interface PermissionStatement extends Statement {
  readonly Resource: readonly string[];
}

const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.preprocess((value) => (Array.isArray(value) ? value : [value]), z.array(item).min(1));

/** Text whose variables, if any, are condition keys. */
const WithVariables = z.string().superRefine((text, context) => {
  for (const variable of variablesIn(text)) {
    if (CONDITION_KEYS.has(variable.toLowerCase())) continue;
    context.addIssue(`the local stack does not support the variable \${${variable}}`);
  }
});

const ConditionKey = z.string().refine((key) => CONDITION_KEYS.has(key.toLowerCase()), {
  error: 'the local stack does not support this condition key',
});

const ConditionValue = z.preprocess(
  (value) => (typeof value === 'boolean' ? String(value) : value),
  WithVariables,
);

const Condition = z
  .record(
    z.string().refine((name) => OPERATORS.has(name), {
      error: 'the local stack does not support this condition operator',
    }),
    z.record(ConditionKey, oneOrMore(ConditionValue)),
  )
  .default({});

const CommonFields = {
  Sid: z.string().optional(),
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMore(z.string().regex(/^(?:\*|[\w-]+:[\w*?]+)$/, 'must be an action or a pattern')),
  Condition,
};

/** IAM accepts no wildcard in a principal, except `*` alone. */
const AwsPrincipal = z
  .string()
  .regex(
    /^(?:\*|\d{12}|arn:aws[\w-]*:(?:iam::\d{12}:(?:root|(?:role|user)\/[\w+=,.@/-]+)|sts::\d{12}:assumed-role\/[\w+=,.@/-]+))$/,
    'must be an account, the ARN of a role or a user, or *',
  );

/** The principals of AWS services are never a caller here. */
const Principal = z
  .preprocess(
    (value) => (value === '*' ? { AWS: '*' } : value),
    z.strictObject({
      AWS: oneOrMore(AwsPrincipal).optional(),
      Service: oneOrMore(z.string()).optional(),
    }),
  )
  .transform(({ AWS = [] }) => AWS);

const document = <Schema extends z.ZodType>(statement: Schema) =>
  z
    .strictObject({
      // Policies of the older version have no variables; no one writes them on purpose.
      Version: z.literal('2012-10-17'),
      Id: z.string().optional(),
      Statement: oneOrMore(statement),
    })
    .transform(({ Statement: statements }) => statements);

/** Parses a trust policy into its statements. Elements that are not evaluated are errors. */
export const TrustPolicy = document(z.strictObject({ ...CommonFields, Principal }));

/** Parses a policy of permissions into its statements. */
export const PermissionPolicy = document(
  z.strictObject({ ...CommonFields, Resource: oneOrMore(WithVariables) }),
);
