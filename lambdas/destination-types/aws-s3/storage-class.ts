/**
 * The storage classes that a PutObject into a general purpose bucket accepts
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html). The API lists more, which
 * belong to Outposts, Snow, directory buckets and other services.
 */
export const storageClasses = [
  'STANDARD',
  'REDUCED_REDUNDANCY',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER',
  'DEEP_ARCHIVE',
  'GLACIER_IR',
] as const;

export type StorageClass = (typeof storageClasses)[number];

/**
 * Returns the storage class that `text` names, ignoring case. @default STANDARD when there is no
 * text
 */
export const storageClass = (text = 'STANDARD'): StorageClass | undefined =>
  storageClasses.find((name) => name === text.toUpperCase());
