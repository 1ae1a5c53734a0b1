/**
 * Codes of refusals that are about one event: its key, its size, its metadata. Of the lists of AWS
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), MinIO (cmd/api-errors.go),
 * Ceph (rgw_common.cc), SeaweedFS (weed/s3api/s3err), versitygw (s3err/s3err.go), Cloudflare R2
 * (https://developers.cloudflare.com/r2/api/error-codes), StorageGRID, IBM and Google Cloud Storage.
 * Codes that stores use for many things, such as `InvalidArgument` and `InvalidRequest`, are not
 * among them. `http_<status>` is a page that is no store's: RFC 9110 sections 15.5.14 and 15.5.15,
 * RFC 6585 section 5.
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
  // its key, beside those that the bucket has: stores on a file system
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

/** S3's codes for a bucket that is in another region. */
const ofAnotherRegion = new Set([
  'PermanentRedirect',
  'AuthorizationHeaderMalformed',
  'IllegalLocationConstraintException',
]);

/** Whether a refusal with this code says that the bucket is in another region. */
export const isRegionRefusal = (code: string): boolean => ofAnotherRegion.has(code);

/** Whether a refusal with this code is known to be about the event, so that another may be taken. */
export const isAboutEvent = (code: string): boolean => aboutOneEvent.has(code);

/**
 * Whether a refusal with this code would meet any other event, too. It is so unless the code is
 * known to be about the event: stores have codes of their own for quotas, suspended accounts and
 * credentials. An odd event that is refused with a code we do not know costs some attempts; a
 * destination that is not known to refuse everything costs all its events.
 */
export const refusesAll = (code: string): boolean => !isAboutEvent(code);
