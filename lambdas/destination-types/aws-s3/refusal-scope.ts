/**
 * Error codes that concern one event: its key, its size, its metadata. From the lists of AWS
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), MinIO
 * (cmd/api-errors.go), Ceph (rgw_common.cc), SeaweedFS (weed/s3api/s3err), versitygw
 * (s3err/s3err.go), Cloudflare R2 (https://developers.cloudflare.com/r2/api/error-codes),
 * StorageGRID, IBM and Google Cloud Storage. Codes that stores use for several purposes, such as
 * `InvalidArgument` and `InvalidRequest`, are excluded. `http_<status>` stands for a response
 * that is not S3's: RFC 9110 sections 15.5.14 and 15.5.15, RFC 6585 section 5.
 */
const aboutOneEvent = new Set([
  // its key
  'key_template',
  'KeyTooLongError',
  'KeyTooLong', // StorageGRID, Google
  'InvalidObjectName', // Ceph, R2
  'XMinioInvalidObjectName',
  'XMinioInvalidResourceName',
  'InvalidURI',
  'http_414',
  // its key, in conflict with existing keys: stores on a file system
  'XMinioParentIsObject',
  'XMinioObjectExistsAsDirectory',
  'ExistingObjectIsDirectory', // SeaweedFS, versitygw
  'ExistingObjectIsFile',
  'ObjectParentIsFile', // versitygw
  'DirectoryObjectContainsData',
  // its size
  'EntityTooLarge',
  'EntityTooSmall',
  'MaxMessageLengthExceeded',
  'http_413',
  // its metadata
  'MetadataTooLarge',
  'RequestHeaderSectionTooLarge',
  'http_431',
]);

/** S3's error codes for a bucket in another region. */
const ofAnotherRegion = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Whether this error code means that the bucket is in another region. */
export const isRegionRefusal = (code: string): boolean => ofAnotherRegion.has(code);

/**
 * Whether this error code is known to concern the event, so that the store may accept another
 * event.
 */
export const isAboutEvent = (code: string): boolean => aboutOneEvent.has(code);

/**
 * Whether the store would reject any other event with this code, too. The function assumes so
 * unless the code is known to concern the event, because stores have their own codes for quotas,
 * suspended accounts and credentials. An unusual event that is rejected with an unknown code
 * costs a few attempts; not detecting a destination that rejects everything costs all its events.
 */
export const rejectsAll = (code: string): boolean => !isAboutEvent(code);
