/** How a customer can fix the cause of an error code. A text may apply to several codes. */
const FIXES: readonly (readonly [text: string, ...codes: string[]])[] = [
  [
    'Allow s3:PutObject on the bucket and prefix: in the policy of the role or user, and in the bucket policy. “Test now” shows the missing statement.',
    'AccessDenied',
  ],
  ['Create the bucket, or correct its name in the destination.', 'NoSuchBucket'],
  [
    'Set the region of the destination to the region of the bucket.',
    'PermanentRedirect',
    'AuthorizationHeaderMalformed',
    'IllegalLocationConstraintException',
  ],
  [
    'Enter the id and the secret of an active access key, or use a role.',
    'InvalidAccessKeyId',
    'SignatureDoesNotMatch',
    'ExpiredToken',
    'InvalidToken',
    'TokenRefreshRequired',
  ],
  [
    'Correct the trust policy of the role: it must allow sts:AssumeRole with your external id. “Test now” shows the statement.',
    'STS.AccessDenied',
  ],
  [
    'Make the trust policy of the role require your external id. “Test now” shows the statement.',
    'external_id_not_enforced',
  ],
  ['Activate AWS STS in the region, in the account of the role.', 'STS.RegionDisabled'],
  [
    'Check the KMS key: it must be enabled, and its policy must allow kms:GenerateDataKey.',
    'KMS.DisabledException',
    'KMS.NotFoundException',
    'KMS.KMSInvalidStateException',
    'KMS.AccessDeniedException',
  ],
  [
    'Correct the key template, then retry. The message names the part that has no value for this event.',
    'key_template',
  ],
  [
    'Put metadata."event-id" into the key template, so that each event gets its own key. Then retry.',
    'key_not_unique',
  ],
  [
    'Change the key template: the store does not accept this key. Then retry.',
    'KeyTooLongError',
    'KeyTooLong',
    'InvalidObjectName',
    'XMinioInvalidObjectName',
    'InvalidURI',
    'http_414',
  ],
  [
    'The store does not accept an object of this size. Ask its operator to raise the limit, then retry.',
    'EntityTooLarge',
    'EntityTooSmall',
    'MaxMessageLengthExceeded',
    'http_413',
  ],
  [
    'The store does not accept this much metadata. Shorten the delivery metadata of the destination, then retry.',
    'MetadataTooLarge',
    'RequestHeaderSectionTooLarge',
    'http_431',
  ],
  ['Choose another storage class in the destination.', 'InvalidStorageClass'],
  [
    'Remove the ACL from the destination: access control lists are off for this bucket.',
    'AccessControlListNotSupported',
  ],
  [
    'Remove the option that the message names from the destination.',
    'NotImplemented',
    'InvalidRequest',
    'InvalidArgument',
  ],
  [
    'The store is full. Free some space or raise its quota, then retry.',
    'XMinioStorageFull',
    'XMinioAdminBucketQuotaExceeded',
    'QuotaExceeded',
    'http_507',
  ],
  [
    'The account of the bucket has a problem that its owner must solve with AWS.',
    'AccountProblem',
    'AllAccessDisabled',
  ],
  [
    'If this happens rarely, do nothing: deliveries are retried automatically. If it continues, check the endpoint and the health of the store.',
    'timeout',
    'connection',
    'InternalError',
    'ServiceUnavailable',
    'SlowDown',
    'RequestTimeout',
    'http_429',
    'http_502',
    'http_503',
    'http_504',
  ],
  ['Enable the destination, then retry.', 'destination_disabled'],
  ['Simplify the filter of the destination, then retry.', 'filter'],
  ['The delivery waited too long. Retry it once the destination works.', 'expired'],
  ['The delivery was cancelled. Retry it if you still need it.', 'cancelled'],
  ['The event is too old and can no longer be delivered.', 'event_expired'],
  ['The event data is not available at present. Contact support.', 'data_unavailable'],
];

const byCode: ReadonlyMap<string, string> = new Map(
  FIXES.flatMap(([text, ...codes]) => codes.map((code) => [code, text] as const)),
);

/** How a customer can fix the cause of an error code; undefined if the code is unknown. */
export const fixForCode = (code: string): string | undefined => byCode.get(code);
