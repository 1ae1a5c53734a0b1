import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import { ACCOUNT, type Names } from '../template/names.ts';
import type { Resource, Template } from '../template/template.ts';
import { ORGANIZATION } from './identities.ts';
import { PermissionPolicy, type PermissionStatement, TrustPolicy } from './policy.ts';
import { issuesOf, type Role } from './role.ts';

const ROLE = 'AWS::IAM::Role';
const ATTACHED = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy'];

/** The actions whose permissions the local stack evaluates. */
const EVALUATED = /^(?:\*|(?:sts|s3|dynamodb|sqs|kms|secretsmanager|events):)/i;

/** A policy document before its statements are parsed. */
const Document = z.object({
  Version: z.unknown(),
  Statement: z.array(z.looseObject({ Action: z.unknown().optional() })),
});

const InlinePolicies = z.array(z.object({ PolicyDocument: Document })).default([]);

/** Properties that extend or restrict a role's permissions, and are not evaluated. */
const UNSUPPORTED = ['ManagedPolicyArns', 'PermissionsBoundary'];

/**
 * The roles of a template, with their permissions for the services of the local stack.
 *
 * @throws LocalStackError naming the role, if a policy contains what is not evaluated
 */
export const templateRoles = (template: Template, names: Names): Role[] => {
  const resources = Object.entries(template.Resources);
  const attached = resources.filter(([, { Type }]) => ATTACHED.includes(Type));
  return resources
    .filter(([, { Type }]) => Type === ROLE)
    .map(([logicalId, resource]) => {
      const { name, attributes } = names.identity(logicalId);
      const documents = [
        ...InlinePolicies.parse(resource.Properties.Policies).map((given) => given.PolicyDocument),
        ...attached
          .filter(([, { Properties }]) => rolesOf(Properties, names).includes(name))
          .map(([, { Properties }]) => Document.parse(Properties.PolicyDocument)),
      ];
      const policies = { logicalId, resource, documents, names };
      return { arn: attributes.Arn ?? '', ...STACK_SCOPE, ...parsePolicies(policies) };
    });
};

const STACK_SCOPE = { account: ACCOUNT, organization: ORGANIZATION, regionsDisabled: [] } as const;

const rolesOf = ({ Roles }: Resource['Properties'], names: Names): unknown[] => {
  const roles = names.resolve(Roles ?? []);
  return Array.isArray(roles) ? roles : [];
};

interface Policies {
  readonly logicalId: string;
  readonly resource: Resource;
  readonly documents: readonly z.infer<typeof Document>[];
  readonly names: Names;
}

const parsePolicies = ({ logicalId, resource, documents, names }: Policies) => {
  const unsupported = UNSUPPORTED.find((property) => Object.hasOwn(resource.Properties, property));
  if (unsupported !== undefined) throw wrong(logicalId, `${unsupported} is not supported`);
  const parse = <Schema extends z.ZodType>(schema: Schema, document: unknown): z.infer<Schema> => {
    const parsed = schema.safeParse(names.resolve(document));
    if (!parsed.success) throw wrong(logicalId, issuesOf(parsed.error));
    return parsed.data;
  };
  const permissions = documents
    .map((document) => ({ ...document, Statement: document.Statement.filter(isEvaluated) }))
    .filter(({ Statement }) => Statement.length > 0)
    .flatMap((document): readonly PermissionStatement[] => parse(PermissionPolicy, document));
  const trust = resource.Properties.AssumeRolePolicyDocument;
  return { trust: trust === undefined ? [] : parse(TrustPolicy, trust), permissions };
};

/** A statement without actions is kept, so that parsing it fails. */
const isEvaluated = ({ Action }: { readonly Action?: unknown }): boolean => {
  const actions = Array.isArray(Action) ? Action : [Action];
  return actions.some((action) => typeof action !== 'string' || EVALUATED.test(action));
};

const wrong = (logicalId: string, reason: string) =>
  new LocalStackError(`the local stack cannot evaluate ${ROLE} ${logicalId}: ${reason}`);
