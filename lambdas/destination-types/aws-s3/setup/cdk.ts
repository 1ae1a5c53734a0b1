import { accountOf } from '../policy-statements.ts';
import type { AccessPlan } from './access-plan.ts';

/** Returns a CDK stack of the role, in TypeScript. */
export const cdkFor = ({ accessRoleArn, trust, permissions }: AccessPlan): string => {
  const [statement] = trust.Statement;
  return `import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";
import { AccountPrincipal, PolicyDocument, Role } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";

/** A role that may put objects into a bucket, for event delivery. */
export class EventDeliveryStack extends Stack {
  constructor(scope: Construct, id: string, props?: StackProps) {
    super(scope, id, props);
    const account = new AccountPrincipal(${literal(accountOf(accessRoleArn))});
    const role = new Role(this, "Role", {
      description: "Event delivery into a bucket",
      assumedBy: account.withConditions(${literal(statement?.Condition ?? {})}),
      inlinePolicies: {
        "put-objects": PolicyDocument.fromJson(${literal(permissions)}),
      },
    });
    new CfnOutput(this, "RoleArn", { value: role.roleArn });
  }
}
`;
};

/** JSON is a subset of JavaScript (ECMA-262, since 2019). */
const literal = (value: unknown): string =>
  JSON.stringify(value, undefined, 2).replaceAll('\n', '\n      ');
