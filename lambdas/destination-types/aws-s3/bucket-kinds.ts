type Kind = readonly [error: string, is: (name: string) => boolean];

/**
 * S3 resources that are neither general purpose buckets nor access points of one region,
 * recognised by their ARNs and reserved suffixes.
 */
const unsupported: readonly Kind[] = [
  [
    'must not be a multi-region access point: give the access point or bucket of one region',
    (name) => /\.mrap$/.test(name) || /^arn:[^:]*:s3::[^:]*:accesspoint[:/]/.test(name),
  ],
  [
    'must not be a directory bucket (S3 Express One Zone) or an access point of one: directory buckets are not supported, as they need s3express:CreateSession. Give a general purpose bucket',
    (name) => /--x-s3$|--xa-s3$/.test(name) || /^arn:[^:]*:s3express:/.test(name),
  ],
  [
    'must not be on S3 on Outposts, which is not supported: give a bucket of a region',
    (name) => /--op-s3$/.test(name) || /^arn:[^:]*:s3-outposts:/.test(name),
  ],
  [
    'must not be an Object Lambda access point, which is not supported: give the access point or bucket behind it',
    (name) => /--ol-s3$/.test(name) || /^arn:[^:]*:s3-object-lambda:/.test(name),
  ],
  [
    'must not be a table bucket, which takes no objects: give a general purpose bucket',
    (name) => /--table-s3$/.test(name) || /^arn:[^:]*:s3tables:/.test(name),
  ],
  [
    'must be the name of the bucket, not its ARN or URL',
    (name) => /^arn:[^:]*:s3:::/.test(name) || /^[a-z0-9]+:\/\//i.test(name),
  ],
  [
    'must be the name of a bucket, or the ARN of an access point such as arn:aws:s3:eu-central-1:123456789012:accesspoint/my-access-point',
    (name) => name.startsWith('arn:'),
  ],
];

const accessPoint =
  /^arn:aws[a-z-]*:s3:([a-z0-9-]+):\d{12}:accesspoint[:/][a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/;

/** Returns the region in the ARN of an access point; undefined for anything else. */
export const accessPointRegion = (name: string): string | undefined => accessPoint.exec(name)?.[1];

/**
 * Whether a name is the ARN or the alias of an access point. The S3 console has no bucket page
 * for access points.
 */
export const isAccessPoint = (name: string): boolean =>
  accessPointRegion(name) !== undefined || name.endsWith('-s3alias');

/**
 * Returns why PutObject in a region does not support a resource with this name, phrased to follow
 * `config.bucket`; undefined when it is supported.
 */
export const unsupportedBucket = (name: string): string | undefined =>
  unsupported.find(([, is]) => is(name))?.[0];
