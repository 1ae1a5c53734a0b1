import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { Settings } from '../../destination-type.ts';
import { expectedOwner } from '../role.ts';
import { awsOnly, type OptionField, selectField } from './option-field.ts';

/**
 * The only ACL that a bucket accepts when its ACLs are disabled, as they are by default.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html
 */
const ACL = 'bucket-owner-full-control';
const REQUESTER = 'requester';

export const aclField: OptionField = selectField(
  {
    key: 'acl',
    label: 'ACL',
    description: 'Gives the owner of the bucket full control of objects from another account',
    help: 'Also requires s3:PutObjectAcl for the role or access key',
  },
  [ACL],
);

export const requestPayerField: OptionField = selectField(
  {
    key: 'request_payer',
    label: 'Request payer',
    description: 'Confirms that the account of the role or access key pays for the requests',
    applies_when: { endpoint: [''] },
  },
  [REQUESTER],
  awsOnly,
);

/** Returns the options of a put into a bucket of another account. */
export const sharingOf = (
  config: Settings,
): Pick<PutObjectInput, 'ACL' | 'ExpectedBucketOwner' | 'RequestPayer'> => {
  const owner = expectedOwner(config);
  return {
    ...(config.acl && { ACL }),
    ...(owner && { ExpectedBucketOwner: owner }),
    ...(config.request_payer && { RequestPayer: REQUESTER }),
  };
};
