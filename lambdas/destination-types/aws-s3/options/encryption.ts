import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { Settings } from '../../destination-type.ts';
import { awsPartitionError } from '../region.ts';
import { type OptionField, selectField } from './option-field.ts';

const SSE = ['AES256', 'aws:kms', 'aws:kms:dsse'] as const;

/** The encryptions with a KMS key. */
const WITH_KMS: readonly string[] = ['aws:kms', 'aws:kms:dsse'];

/** An ARN of a key, not of an alias: S3 looks an alias up in the account of the requester. */
const KEY_ARN =
  /^arn:(?<partition>aws(?:-[a-z]+)*):kms:(?<region>[a-z0-9-]+):\d{12}:key\/[A-Za-z0-9-]{1,256}$/;

/**
 * Without a key, S3 encrypts with the key `aws/s3` of the account that uploads, which the owner of the
 * bucket cannot use. Waybill does not know the account of an access key.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html
 */
const sseError = (sse: string, { role_arn, endpoint, kms_key_id }: Settings): string | undefined =>
  WITH_KMS.includes(sse) && !kms_key_id && !role_arn && !endpoint
    ? `${sse} requires kms_key_id: without it, S3 uses the key aws/s3 of the account that uploads`
    : undefined;

const keyIdError = (id: string, { sse = '', region, endpoint }: Settings): string | undefined =>
  (endpoint ? foreignKeyError(id) : keyArnError(id, region)) ??
  (WITH_KMS.includes(sse) ? undefined : `requires sse ${WITH_KMS.join(' or ')}`);

/** Validates the ARN of the key of a bucket on AWS. */
export const keyArnError = (id: string, region: string | undefined): string | undefined => {
  const { partition, region: ofKey } = KEY_ARN.exec(id)?.groups ?? {};
  if (partition === undefined || ofKey === undefined) {
    return 'must be the ARN of a KMS key, such as arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab';
  }
  // A region that is missing has an error of its own.
  if (region && ofKey !== region) return `must be in the region of the bucket, ${region}`;
  return awsPartitionError(partition, ofKey);
};

/** Other stores name their keys as they like. */
const foreignKeyError = (id: string): string | undefined =>
  /^[!-~]{1,2048}$/.test(id) ? undefined : 'must be at most 2048 characters of printable ASCII';

export const encryptionFields: readonly OptionField[] = [
  selectField(
    {
      key: 'sse',
      label: 'Encryption',
      description: 'The server-side encryption of the objects; empty for that of the bucket',
    },
    SSE,
    sseError,
  ),
  {
    form: {
      type: 'text',
      key: 'kms_key_id',
      label: 'KMS key',
      description: 'The ARN of the KMS key that encrypts the objects, in the region of the bucket',
      required: false,
      maxlength: 2048,
      applies_when: { sse: [...WITH_KMS] },
    },
    error: keyIdError,
  },
  selectField(
    {
      key: 'bucket_key',
      label: 'Bucket key',
      description:
        'Whether S3 uses a bucket key, which reduces the requests to KMS; empty for the setting of the bucket',
      applies_when: { sse: ['aws:kms'] },
    },
    ['true', 'false'],
    (_, { sse }) => (sse === 'aws:kms' ? undefined : 'requires sse aws:kms'),
  ),
];

/** Returns the options of a put that encrypt the object. */
export const encryptionOf = ({
  sse,
  kms_key_id,
  bucket_key,
}: Settings): Pick<
  PutObjectInput,
  'ServerSideEncryption' | 'SSEKMSKeyId' | 'BucketKeyEnabled'
> => ({
  ...(sse && { ServerSideEncryption: SSE.find((name) => name === sse) }),
  ...(kms_key_id && { SSEKMSKeyId: kms_key_id }),
  ...(bucket_key && { BucketKeyEnabled: bucket_key === 'true' }),
});
