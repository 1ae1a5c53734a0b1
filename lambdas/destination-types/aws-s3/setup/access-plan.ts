import type { Policy } from '../policy-statements.ts';

/** The resources that a customer must create, independent of the tool that creates them. */
export interface AccessPlan {
  readonly externalId: string;
  /** The role of the operator that assumes the customer's role. */
  readonly accessRoleArn: string;
  /** The role's ARN, if the customer has chosen it. */
  readonly roleArn?: string | undefined;
  readonly region: string;
  /** The objects that the role may write, as the resource of a policy. */
  readonly objects: string;
  readonly kmsKeyArn?: string | undefined;
  readonly trust: Policy;
  readonly permissions: Policy;
}
