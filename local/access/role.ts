import * as z from 'zod';
import { usageError } from '../local-stack-error.ts';
import {
  PermissionPolicy,
  type PermissionStatement,
  TrustPolicy,
  type TrustStatement,
} from './policy.ts';

/** A role that can be assumed. */
export interface Role {
  readonly arn: string;
  readonly account: string;
  /** The organization of the role's account, if any. */
  readonly organization: string | undefined;
  readonly trust: readonly TrustStatement[];
  readonly permissions: readonly PermissionStatement[];
  /** Regions where the role's account has not activated STS. */
  readonly regionsDisabled: readonly string[];
}

/** Roles by their ARN. */
export type Roles = ReadonlyMap<string, Role>;

const ROLE_ARN = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:[\w+=,.@-]+\/)*([\w+=,.@-]{1,64})$/;

/** The account and the name in a role's ARN; undefined if `arn` is not a role's. */
export const parseRoleArn = (arn: string): { account: string; name: string } | undefined => {
  const [, account, name] = ROLE_ARN.exec(arn) ?? [];
  return account === undefined || name === undefined ? undefined : { account, name };
};

/** A role without `permissions` may write any object. */
const WRITE_OBJECTS: PermissionStatement = {
  Effect: 'Allow',
  Action: ['s3:PutObject'],
  Resource: ['*'],
  Condition: {},
};

const GivenRole = z.strictObject({
  trust: TrustPolicy,
  permissions: PermissionPolicy.optional(),
  organization: z
    .string()
    .regex(/^o-[a-z0-9]{10,32}$/, 'must be an organization id')
    .optional(),
  regions_disabled: z.array(z.string()).default([]),
});

/**
 * Parses JSON text that maps role ARNs to roles.
 *
 * @throws LocalStackError that begins with `source`, and names the role and the field
 */
export const parseRoles = (text: string, source: string): Role[] => {
  const given = z.record(z.string(), z.unknown()).safeParse(parseJson(text, source));
  if (!given.success) throw usageError(`${source} must be a map of role ARNs to roles`);
  return Object.entries(given.data).map(([arn, value]) => roleOf(arn, value, source));
};

const parseJson = (text: string, source: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw usageError(`${source} is not JSON`, { cause });
  }
};

const roleOf = (arn: string, value: unknown, source: string): Role => {
  const account = parseRoleArn(arn)?.account;
  if (account === undefined) {
    throw usageError(`${source}: ${JSON.stringify(arn)} is not the ARN of a role`);
  }
  const parsed = GivenRole.safeParse(value);
  if (!parsed.success) {
    throw usageError(`${source}: role ${arn}: ${issuesOf(parsed.error)}`);
  }
  const {
    trust,
    permissions = [WRITE_OBJECTS],
    organization,
    regions_disabled: regionsDisabled,
  } = parsed.data;
  return { arn, account, organization, trust, permissions, regionsDisabled };
};

/** The fields that are wrong, and why. */
export const issuesOf = (error: z.ZodError): string =>
  error.issues
    .map((issue) => [issue.path.join('.'), reasonOf(issue)].filter(Boolean).join(': '))
    .join('; ');

/** For the name of a map's entry, zod nests the message in the issue. */
const reasonOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_key' ? (issue.issues[0]?.message ?? issue.message) : issue.message;
