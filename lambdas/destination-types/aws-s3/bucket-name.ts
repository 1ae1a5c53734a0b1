import type { Rule } from './settings-parser.ts';

const rules: readonly (readonly [fault: string, breaks: (name: string) => boolean])[] = [
  ['must be 3 to 63 characters long', (name) => name.length < 3 || name.length > 63],
  [
    'may hold lower-case letters, digits, hyphens and dots only',
    (name) => !/^[a-z0-9.-]+$/.test(name),
  ],
  ['must begin and end with a letter or digit', (name) => !/^[a-z0-9].*[a-z0-9]$/.test(name)],
  ['must not have two dots in a row', (name) => name.includes('..')],
  ['must not look like an IP address', (name) => /^\d+\.\d+\.\d+\.\d+$/.test(name)],
  [
    'must not begin with xn--, sthree- or amzn-s3-demo-, which S3 keeps for itself',
    (name) => /^(?:xn--|sthree-|amzn-s3-demo-)/.test(name),
  ],
  [
    'must not end with -s3alias, --ol-s3, .mrap, --x-s3 or --table-s3, which S3 keeps for itself',
    (name) => /(?:-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$/.test(name),
  ],
];

/**
 * S3's naming rules for general purpose buckets
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html).
 */
export const bucketNameFault: Rule = (name) => rules.find(([, breaks]) => breaks(name))?.[0];
