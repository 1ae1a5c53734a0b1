import * as z from 'zod';
import { contextWith } from './conditions.ts';
import { type Access, denialOf, mayAssume } from './evaluate.ts';
import type { Caller, Identities } from './identities.ts';
import { PermissionPolicy, type PermissionStatement } from './policy.ts';
import { principalKeys } from './principal.ts';
import { issuesOf, parseRoleArn, type Role } from './role.ts';
import type { Session } from './sessions.ts';
import { accessDenied, StsError, validationError } from './sts-error.ts';

/** https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html */
const MAX_POLICY_CHARACTERS = 2_048;
const MAX_CHAINED_SECONDS = 3_600;

/** Unknown parameters are rejected: session tags, for example, would have to be evaluated. */
const Input = z.strictObject({
  Action: z.literal('AssumeRole'),
  Version: z.literal('2011-06-15'),
  RoleArn: z.string().min(20).max(2_048),
  RoleSessionName: z.string().regex(/^[\w+=,.@-]{2,64}$/),
  DurationSeconds: z
    .string()
    .regex(/^\d+$/)
    .transform(Number)
    .pipe(z.number().min(900).max(43_200))
    .default(3_600),
  ExternalId: z
    .string()
    .regex(/^[\w+=,.@:/-]{2,1224}$/)
    .optional(),
  Policy: z
    .string()
    .regex(/^[\t\n\r\x20-\xff]+$/)
    .optional(),
});

type Input = z.infer<typeof Input>;

/** A call of AssumeRole. */
interface Call {
  readonly caller: Caller;
  /** The region of the STS endpoint. */
  readonly region: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** AssumeRole: a new session of a role, if its trust policy and the caller's policies allow it. */
export const assumeRole = (
  identities: Identities,
  { caller, region, parameters }: Call,
): Session => {
  const input = inputIn(parameters);
  const policy = input.Policy === undefined ? undefined : sessionPolicyIn(input.Policy);
  checkDuration(input.DurationSeconds, caller);
  const role = identities.role(input.RoleArn);
  if (role === undefined) throw accessDenied(caller.principal.arn, input.RoleArn);
  checkAccess(caller, role, input);
  if (role.regionsDisabled.includes(region)) throw regionDisabled(role);
  return identities.sessions.issue({
    roleArn: role.arn,
    name: input.RoleSessionName,
    policy,
    expiration: new Date(identities.now() + input.DurationSeconds * 1_000),
  });
};

const inputIn = (parameters: Call['parameters']): Input => {
  const parsed = Input.safeParse(parameters);
  if (!parsed.success) throw validationError(issuesOf(parsed.error));
  if (parseRoleArn(parsed.data.RoleArn) === undefined) {
    throw validationError(`${parsed.data.RoleArn} is invalid`);
  }
  return parsed.data;
};

const sessionPolicyIn = (text: string): readonly PermissionStatement[] => {
  if (text.length > MAX_POLICY_CHARACTERS) {
    throw new StsError('PackedPolicyTooLarge', 'Packed size of the session policy is too large.');
  }
  const parsed = PermissionPolicy.safeParse(jsonIn(text));
  if (!parsed.success) {
    throw new StsError('MalformedPolicyDocument', `Policy: ${issuesOf(parsed.error)}`);
  }
  return parsed.data;
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    throw new StsError('MalformedPolicyDocument', 'This policy contains invalid Json');
  }
};

/** Every role here allows sessions of one hour, the default of IAM. */
const checkDuration = (seconds: number, { session }: Caller): void => {
  if (seconds <= MAX_CHAINED_SECONDS) return;
  throw validationError(
    session === undefined
      ? 'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.'
      : 'The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining',
  );
};

const checkAccess = ({ principal }: Caller, role: Role, input: Input): void => {
  const access: Access = {
    action: 'sts:AssumeRole',
    resource: role.arn,
    context: contextWith({
      ...principalKeys(principal),
      'aws:ResourceAccount': role.account,
      'aws:ResourceOrgID': role.organization,
      'sts:ExternalId': input.ExternalId,
      'sts:RoleSessionName': input.RoleSessionName,
    }),
  };
  if (!mayAssume(principal, role, access))
    throw accessDenied(principal.arn, role.arn, denialOf(principal, access));
};

const regionDisabled = ({ account }: Role): StsError =>
  new StsError(
    'RegionDisabledException',
    `STS is not activated in this region for account:${account}. Your account administrator can activate STS in this region using the IAM Console.`,
    403,
  );
