import { Aws, Duration, Stack } from 'aws-cdk-lib';
import {
  ArnPrincipal,
  CompositePrincipal,
  Effect,
  Grant,
  type IGrantable,
  type IRole,
  PolicyDocument,
  PolicyStatement,
  Role,
} from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/**
 * A function's credentials are already a role session. A session that assumes another role (role chaining)
 * gets at most one hour.
 */
const MAX_SESSION = Duration.hours(1);

/** What determines the ARN of the access role. */
interface AccessRoleSettings {
  readonly stageName: string;
  /** @default - the stack's own */
  readonly accessRoleArn?: string;
}

const roleName = (stageName: string): string => `waybill-${stageName}-${Aws.REGION}-access`;

/**
 * The ARN of the stage's access role. It is built from the role's name: the role refers to the
 * functions that may assume it, so they cannot refer to the role.
 */
export const accessRoleArn = (scope: Construct, settings: AccessRoleSettings): string =>
  settings.accessRoleArn ??
  Stack.of(scope).formatArn({
    service: 'iam',
    region: '',
    resource: 'role',
    resourceName: roleName(settings.stageName),
  });

/** Permits a function to assume the access role. Returns the role's ARN. */
export const grantAssume = (grantee: IGrantable, arn: string): string => {
  Grant.addToPrincipal({ grantee, actions: ['sts:AssumeRole'], resourceArns: [arn] });
  return arn;
};

export interface AccessRoleProps {
  readonly stageName: string;
  /** The roles of the functions that write to customers' buckets. */
  readonly assumedBy: readonly IRole[];
}

/**
 * The role that assumes the roles of customers. Its name is fixed: customers' trust policies contain it,
 * and must stay valid if the role is deleted and created again.
 */
export class AccessRole extends Role {
  constructor(scope: Construct, id: string, { stageName, assumedBy }: AccessRoleProps) {
    super(scope, id, {
      roleName: roleName(stageName),
      description: 'Waybill: assumes the roles that customers have created for their buckets',
      assumedBy: new CompositePrincipal(
        ...assumedBy.map(({ roleArn }) => new ArnPrincipal(roleArn)),
      ),
      maxSessionDuration: MAX_SESSION,
      inlinePolicies: { AssumeCustomerRoles: assumeCustomerRoles() },
    });
  }
}

/**
 * Allows assuming every role except the operator's own. Otherwise a tenant could name a role of this
 * account, or the OrganizationAccountAccessRole of a member account. A principal outside an organization
 * has no `aws:PrincipalOrgID`, and the second denial does not apply to it.
 *
 * There is no condition on `sts:ExternalId`: a verification tries to assume the role without one, to prove
 * that the customer's trust policy rejects that.
 *
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const assumeCustomerRoles = (): PolicyDocument => {
  const statement = (effect: Effect, conditions?: Record<string, Record<string, string>>) =>
    new PolicyStatement({
      effect,
      actions: ['sts:AssumeRole'],
      resources: [effect === Effect.ALLOW ? `arn:${Aws.PARTITION}:iam::*:role/*` : '*'],
      ...(conditions && { conditions }),
    });
  const deny = (resource: string, principal: string) =>
    statement(Effect.DENY, { StringEquals: { [resource]: `\${${principal}}` } });
  return new PolicyDocument({
    statements: [
      statement(Effect.ALLOW),
      deny('aws:ResourceAccount', 'aws:PrincipalAccount'),
      deny('aws:ResourceOrgID', 'aws:PrincipalOrgID'),
    ],
  });
};
