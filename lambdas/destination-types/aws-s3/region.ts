import { isAwsRegion, nearestAwsRegion } from './aws-regions.ts';
import type { Rule } from './settings-parser.ts';

/** What other stores call a region is theirs (`auto`, `garage`); a host label (RFC 1123) holds it. */
const anyRegion = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** It becomes part of a host name, so nothing else may pass. */
export const awsRegionFault: Rule = (region) => {
  if (isAwsRegion(region)) return undefined;
  const nearest = nearestAwsRegion(region);
  return `failed pattern validation: it must be an AWS region such as ${
    nearest === undefined ? 'eu-central-1 or us-gov-west-1' : `${nearest}: did you mean that?`
  }`;
};

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
