import type { Rule } from './settings-parser.ts';

/**
 * The form of a region's name in every AWS partition: us-east-1, us-gov-west-1, us-isob-east-1,
 * eusc-de-east-1, cn-north-1. It becomes part of a host name, so nothing else may pass.
 */
const awsRegion = /^[a-z]{2,5}(?:-[a-z]{2,12}){1,3}-\d{1,2}$/;

/** What other stores call a region is theirs (`auto`, `garage`); a host label (RFC 1123) holds it. */
const anyRegion = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

export const awsRegionFault: Rule = (region) =>
  awsRegion.test(region)
    ? undefined
    : 'failed pattern validation: it must be an AWS region such as eu-central-1 or us-gov-west-1';

export const anyRegionFault: Rule = (region) =>
  anyRegion.test(region)
    ? undefined
    : 'failed pattern validation: it must be 1 to 63 letters, digits and inner hyphens, such as auto';

/** Console hosts by the beginning of the region's name; the isolated (iso) ones are not on the internet. */
const consoles: readonly (readonly [begins: RegExp, host: string | undefined])[] = [
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^cn-/, 'console.amazonaws.cn'],
  [/^eusc-/, 'console.amazonaws-eusc.eu'],
  [/^[a-z]+-iso[a-z]?-/, undefined],
  [/^/, 's3.console.aws.amazon.com'],
];

/** The host of the S3 console that shows a region's buckets, if there is one to open. */
export const consoleHost = (region: string): string | undefined =>
  consoles.find(([begins]) => begins.test(region))?.[1];
