import { accessPointRegion, unsupportedBucket } from './bucket-kinds.ts';
import type { Rule } from './settings-parser.ts';

type NameError = readonly [error: string, breaks: (name: string) => boolean];

/** Rules for bucket names that S3 accepts today. */
const currentRules: readonly NameError[] = [
  ['must be 3 to 63 characters long', (name) => name.length < 3 || name.length > 63],
  [
    'has capitals or underscores, which only older buckets in us-east-1 and buckets of other stores have: check the name, config.region and config.endpoint',
    (name) => /^[A-Za-z0-9._-]+$/.test(name) && /[A-Z_]/.test(name),
  ],
  [
    'may hold lower-case letters, digits, hyphens and dots only',
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
    'must not begin with xn--, sthree- or amzn-s3-demo-, which S3 keeps for itself',
    (name) => /^(?:xn--|sthree-|amzn-s3-demo-)/.test(name),
  ],
];

/** The location of a bucket. */
export interface BucketLocation {
  readonly region?: string | undefined;
  readonly endpoint?: string | undefined;
}

/**
 * Returns the rule for `config.bucket`: the name of a bucket, the alias of an access point
 * (`…-s3alias`), or the ARN of an access point. The rule accepts every bucket that can exist, not
 * only names that can be created today. Sources:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-naming.html.
 */
export const bucketNameError =
  ({ region, endpoint }: BucketLocation): Rule =>
  (name) => {
    const arnRegion = accessPointRegion(name);
    if (arnRegion !== undefined) return accessPointError(arnRegion, region, endpoint);
    const hasLegacy = Boolean(endpoint) || region === 'us-east-1';
    const rules = [
      ...(hasLegacy && isLegacy(name) ? legacyRules : currentRules),
      ...common,
      ...(endpoint ? [] : reserved),
    ];
    return unsupportedBucket(name) ?? rules.find(([, breaks]) => breaks(name))?.[0];
  };

/**
 * Whether a name has a form that S3 no longer accepts for new buckets. The SDK uses path-style
 * addressing for such names.
 */
const isLegacy = (name: string): boolean =>
  /^[A-Za-z0-9._-]+$/.test(name) && (/[A-Z_]/.test(name) || name.length > 63);

const accessPointError = (
  arnRegion: string,
  region: string | undefined,
  endpoint: string | undefined,
): string | undefined => {
  if (endpoint) {
    return 'must be the name of a bucket when config.endpoint is given: ARNs of access points work without an endpoint only';
  }
  return arnRegion === region
    ? undefined
    : `is an access point in ${arnRegion}: config.region must be ${arnRegion}, too`;
};
