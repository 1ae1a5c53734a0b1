import type { DisplayTarget, Settings } from '../destination-type.ts';
import { awsPartitionError, consoleHost } from './region.ts';

type NameError = readonly [error: string, breaks: (name: string) => boolean];

/** Rules for bucket names that S3 accepts today. */
const currentRules: readonly NameError[] = [
  ['must be 3 to 63 characters long', (name) => name.length < 3 || name.length > 63],
  [
    'has capitals or underscores, which are valid only for older buckets in us-east-1 and for other stores: check the name, config.region and config.endpoint',
    (name) => /^[A-Za-z0-9._-]+$/.test(name) && /[A-Z_]/.test(name),
  ],
  [
    'must contain only lower-case letters, digits, hyphens and dots',
    (name) => !/^[a-z0-9.-]+$/.test(name),
  ],
];

/**
 * Rules for bucket names that us-east-1 accepted until March 2018, and that other stores may
 * accept.
 */
const legacyRules: readonly NameError[] = [
  ['must be 3 to 255 characters long', (name) => name.length < 3 || name.length > 255],
];

const common: readonly NameError[] = [
  ['must begin and end with a letter or digit', (name) => !/^\w(?:.*\w)?$/.test(name)],
  ['must not have two dots in a row', (name) => name.includes('..')],
  ['must not look like an IP address', (name) => /^\d+\.\d+\.\d+\.\d+$/.test(name)],
];

const reserved: readonly NameError[] = [
  [
    'must not begin with xn--, sthree- or amzn-s3-demo-, which S3 reserves',
    (name) => /^(?:xn--|sthree-|amzn-s3-demo-)/.test(name),
  ],
];

interface BucketLocation {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/**
 * Returns a validation error for `config.bucket`: the name of a bucket, the alias of an access point
 * (`…-s3alias`), or the ARN of an access point. The rule accepts every bucket that can exist, not
 * only names that can be created today. Sources:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html.
 */
export const bucketNameError = (
  name: string,
  { region, endpoint }: BucketLocation,
): string | undefined => {
  const accessPoint = accessPointIn(name);
  if (accessPoint !== undefined) return accessPointError(accessPoint, region, endpoint);
  const hasLegacy = Boolean(endpoint) || region === 'us-east-1';
  const rules = [
    ...(hasLegacy && isLegacy(name) ? legacyRules : currentRules),
    ...common,
    ...(endpoint ? [] : reserved),
  ];
  return unsupportedBucket(name) ?? rules.find(([, breaks]) => breaks(name))?.[0];
};

/**
 * Whether a name has a form that S3 no longer accepts for new buckets. Such names are
 * addressed path-style.
 */
const isLegacy = (name: string): boolean =>
  /^[A-Za-z0-9._-]+$/.test(name) && (/[A-Z_]/.test(name) || name.length > 63);

const accessPointError = (
  accessPoint: AccessPoint,
  region: string | undefined,
  endpoint: string | undefined,
): string | undefined => {
  if (endpoint) {
    return 'must be the name of a bucket if config.endpoint is set: access point ARNs are supported only without an endpoint';
  }
  return accessPoint.region === region
    ? awsPartitionError(accessPoint.partition, region)
    : `is an access point in ${accessPoint.region}: config.region must also be ${accessPoint.region}`;
};

type Kind = readonly [error: string, is: (name: string) => boolean];

/**
 * S3 resources that are neither general purpose buckets nor access points of one region,
 * recognized by their ARNs and reserved suffixes.
 */
const unsupported: readonly Kind[] = [
  [
    'must not be a multi-region access point: use the access point or bucket of one region',
    (name) => /\.mrap$/.test(name) || /^arn:[^:]*:s3::[^:]*:accesspoint[:/]/.test(name),
  ],
  [
    'must not be a directory bucket (S3 Express One Zone) or an access point of one: directory buckets require s3express:CreateSession and are not supported. Use a general purpose bucket',
    (name) => /--x-s3$|--xa-s3$/.test(name) || /^arn:[^:]*:s3express:/.test(name),
  ],
  [
    'must not be on S3 on Outposts, which is not supported: use a bucket in a region',
    (name) => /--op-s3$/.test(name) || /^arn:[^:]*:s3-outposts:/.test(name),
  ],
  [
    'must not be an Object Lambda access point, which is not supported: use the underlying access point or bucket',
    (name) => /--ol-s3$/.test(name) || /^arn:[^:]*:s3-object-lambda:/.test(name),
  ],
  [
    'must not be a table bucket, which does not accept objects: use a general purpose bucket',
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

const ACCESS_POINT =
  /^arn:(?<partition>aws[a-z-]*):s3:(?<region>[a-z0-9-]+):\d{12}:accesspoint[:/][a-z0-9][a-z0-9-]{1,48}[a-z0-9]$/;

/** The parts of the ARN of an access point. */
interface AccessPoint {
  readonly partition: string;
  readonly region: string;
}

/** Returns the parts of the ARN of an access point; undefined for anything else. */
const accessPointIn = (name: string): AccessPoint | undefined => {
  const { partition, region } = ACCESS_POINT.exec(name)?.groups ?? {};
  return partition === undefined || region === undefined ? undefined : { partition, region };
};

/**
 * Whether a name is the ARN or the alias of an access point. The S3 console has no bucket page
 * for access points.
 */
export const isAccessPoint = (name: string): boolean =>
  accessPointIn(name) !== undefined || name.endsWith('-s3alias');

/**
 * Returns why PutObject in a region does not support a resource with this name, phrased to follow
 * `config.bucket`; undefined when it is supported.
 */
const unsupportedBucket = (name: string): string | undefined =>
  unsupported.find(([, is]) => is(name))?.[0];

/**
 * Returns the display target: the bucket, and its page in the S3 console for a bucket on AWS.
 * Access points have no such page: theirs is below the bucket's, which is not known here.
 */
export const target = ({ bucket = '', region = '', endpoint }: Settings): DisplayTarget => {
  const host = endpoint || isAccessPoint(bucket) ? undefined : consoleHost(region, 's3');
  const page = `/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
  return {
    target: `${bucket} in ${region}`,
    target_url: host === undefined ? '' : `https://${host}${page}`,
  };
};
