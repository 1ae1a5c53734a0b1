import type {
  DeliveryResult,
  DestinationTarget,
  Settings,
  WriterSettings,
} from '../destination-type.ts';
import { awsPartitionError } from './region.ts';

/**
 * An IAM role. Partitions, account ids and names by IAM's rules
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html): the name has at most
 * 64 characters, its path at most 512, of which the slash before it is one.
 */
const ROLE =
  /^arn:(?<partition>aws(?:-[a-z]+)*):iam::(?<account>\d{12}):role\/(?=(?:.{0,510}\/)?[^/]+$)(?:[!-.0-~]+\/)*[\w+=,.@-]{1,64}$/;

/** The parts of a role's ARN. */
interface RoleName {
  readonly partition: string;
  readonly account: string;
}

/** Returns the parts of a role's ARN; undefined when the text is not one. */
const roleNameIn = (arn: string): RoleName | undefined => {
  const { partition, account } = ROLE.exec(arn)?.groups ?? {};
  return partition === undefined || account === undefined ? undefined : { partition, account };
};

/** Returns a validation error phrased to follow `config.role_arn`. */
export const roleError = (
  arn: string,
  { region, endpoint }: Settings,
  { accessRoleArn }: WriterSettings,
): string | undefined => {
  const role = roleNameIn(arn);
  if (role === undefined) {
    return 'must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/waybill';
  }
  if (endpoint) return 'is supported on AWS only: with config.endpoint, use key and secret';
  const own = roleNameIn(accessRoleArn);
  if (own !== undefined && role.partition !== own.partition) {
    return `must be in the partition ${own.partition} of this service, not in ${role.partition}: use key and secret instead`;
  }
  if (role.account === own?.account) return "must not be a role of the operator's own accounts";
  const error = region && awsPartitionError(role.partition, region);
  return error ? `${error}: use key and secret instead` : undefined;
};

/** Whether a destination is accessed through a role of the customer. */
export const needsExternalId = ({ role_arn }: Settings): boolean => Boolean(role_arn);

/**
 * Identifies the role and the external id that it must demand. Without that proof, another tenant
 * could name the role.
 */
export const accessToProve = ({
  config,
  external_id = '',
}: Pick<DestinationTarget, 'config' | 'external_id'>): string | undefined =>
  config.role_arn ? `${config.role_arn} ${external_id}` : undefined;

/** Returns a validation error phrased to follow `config.expected_bucket_owner`. */
export const ownerError = (account: string): string | undefined =>
  /^\d{12}$/.test(account) ? undefined : 'must be the id of an AWS account: 12 digits';

/**
 * Returns the account that must own the bucket: S3 rejects a request when another account does, such
 * as one that has taken over the name of a deleted bucket. @default the account of the role
 */
export const expectedOwner = ({ expected_bucket_owner, role_arn }: Settings): string | undefined =>
  expected_bucket_owner || (role_arn ? roleNameIn(role_arn)?.account : undefined);

/** The role cannot be assumed. */
export class RoleError extends Error {
  override readonly name = 'RoleError' as const;
  readonly result: DeliveryResult & { readonly kind: 'retry' | 'rejected' };

  constructor(result: RoleError['result']) {
    super(result.message);
    this.result = result;
  }
}
