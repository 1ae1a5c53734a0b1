/** The texts of the instructions that give access to a bucket. */

export const waiting =
  'Enter the bucket and its region. The definition of the role then appears here, ready to copy.';
export const create = 'Create the role with one of these tools:';
export const console = 'AWS console';
export const quickCreate = 'Create the role in the AWS console';
export const quickCreateHint =
  'Opens a page of AWS with everything filled in. Create the stack, then copy RoleArn from its outputs.';
export const cloudformation = 'CloudFormation';
export const terraform = 'Terraform';
export const cdk = 'CDK';
export const cli = 'AWS CLI';
export const policies = 'Policies';
export const trustPolicy = 'Trust policy';
export const permissionPolicy = 'Permission policy';
export const bucketPolicy =
  'Bucket policy, only if the bucket belongs to another account than the role';
export const kmsPolicy = 'Statement for the policy of the KMS key';
export const externalId = 'Your external id';
export const thenArn = 'Then enter the ARN of the role, its output RoleArn or role_arn:';
export const prefixMissing = (prefix: string) =>
  `These texts allow only the prefix ${prefix}. Use it for the destination, too.`;
export const usePrefix = (prefix: string) => `Use ${prefix}`;
