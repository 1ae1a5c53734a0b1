import { hostOf } from '../../platform/aws/calls/endpoints.ts';
import { partitionInArn } from '../../platform/aws/partitions.ts';
import type { Settings } from '../destination-type.ts';

/** A statement of an IAM policy. */
export type Statement = Readonly<Record<string, unknown>>;

/** An IAM policy document. */
export interface Policy {
  readonly Version: '2012-10-17';
  readonly Statement: readonly Statement[];
}

/** Returns the policy document of these statements. */
export const policyWith = (statements: readonly Statement[]): Policy => ({
  Version: '2012-10-17',
  Statement: statements,
});

/**
 * Returns the objects that a destination may write, as the resource of a policy. Policies do not
 * support the alias of an access point, so for an alias they name every access point of the region.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html
 */
export const objectsOf = (
  { bucket = '', region, prefix = '' }: Settings,
  partition: string,
): string => {
  if (bucket.endsWith('-s3alias')) {
    return `arn:${partition}:s3:${region}:*:accesspoint/*/object/${prefix}*`;
  }
  return bucket.startsWith('arn:')
    ? `${bucket.replace(/:accesspoint:/, ':accesspoint/')}/object/${prefix}*`
    : `arn:${partition}:s3:::${bucket}/${prefix}*`;
};

/** The actions that a put with the options of a config needs. */
const putActions = ({ tags, acl }: Settings): string | readonly string[] =>
  tags || acl
    ? [
        's3:PutObject',
        ...(tags ? ['s3:PutObjectTagging'] : []),
        ...(acl ? ['s3:PutObjectAcl'] : []),
      ]
    : 's3:PutObject';

/** The statement that allows writing a destination's objects. */
export const putStatement = (config: Settings, partition: string): Statement => ({
  Effect: 'Allow',
  Action: putActions(config),
  Resource: objectsOf(config, partition),
});

/** The statement that allows S3 to encrypt objects with the KMS key of the config, or else of the bucket. */
export const encryptStatement = ({ region = '', kms_key_id }: Settings): Statement => ({
  Effect: 'Allow',
  Action: 'kms:GenerateDataKey',
  Resource: kms_key_id || '*',
  Condition: {
    StringEquals: {
      'kms:ViaService': hostOf('s3', { region, useFips: false, useDualStack: false }),
    },
  },
});

/** The statement that the trust policy of a customer's role needs. */
export const trustStatement = (externalId: string, accessRoleArn: string): Statement => ({
  Effect: 'Allow',
  Principal: { AWS: accountRoot(accessRoleArn) },
  Action: 'sts:AssumeRole',
  Condition: {
    StringEquals: { 'sts:ExternalId': externalId },
    // IAM replaces the ARN of a role in `Principal` by the role's id, but not in a condition.
    ArnEquals: { 'aws:PrincipalArn': accessRoleArn },
  },
});

export const accountOf = (arn: string): string => arn.split(':')[4] ?? '';

/** The ARN that stands for all principals of the account in an ARN. */
export const accountRoot = (arn: string): string =>
  `arn:${partitionInArn(arn)}:iam::${accountOf(arn)}:root`;

/**
 * Returns the session policy of a destination: the most that a session may do, regardless of what the role
 * allows. It is the same for every object: S3 Bucket Keys treat sessions of one role with different
 * policies as different requesters (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html).
 */
export const sessionPolicy = (config: Settings, partition: string): string =>
  JSON.stringify(policyWith([putStatement(config, partition), encryptStatement(config)]));

/** A session policy that allows nothing. */
export const denyAll = JSON.stringify(policyWith([{ Effect: 'Deny', Action: '*', Resource: '*' }]));
