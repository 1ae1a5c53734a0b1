import { isAwsRegion, nearestAwsRegion } from './aws-regions.ts';
import type { Rule } from './settings-parser.ts';

/**
 * Other stores choose their own region names (`auto`, `garage`). Any host label (RFC 1123) is
 * accepted.
 */
const anyRegion = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The region becomes part of a host name, so nothing else is accepted. */
export const awsRegionError: Rule = (region) => {
  if (isAwsRegion(region)) return undefined;
  const nearest = nearestAwsRegion(region);
  return `failed pattern validation: it must be an AWS region such as ${
    nearest === undefined ? 'eu-central-1 or us-gov-west-1' : `${nearest}: did you mean that?`
  }`;
};

export const anyRegionError: Rule = (region) =>
  anyRegion.test(region)
    ? undefined
    : 'failed pattern validation: it must be 1 to 63 letters, digits and inner hyphens, such as auto';

/** Console hosts by region prefix. The isolated (iso) regions are not on the internet. */
const consoles: readonly (readonly [begins: RegExp, host: string | undefined])[] = [
  [/^us-gov-/, 'console.amazonaws-us-gov.com'],
  [/^cn-/, 'console.amazonaws.cn'],
  [/^eusc-/, 'console.amazonaws-eusc.eu'],
  [/^[a-z]+-iso[a-z]?-/, undefined],
  [/^/, 's3.console.aws.amazon.com'],
];

/** Returns the host of the S3 console for a region; undefined when none is reachable. */
export const consoleHost = (region: string): string | undefined =>
  consoles.find(([begins]) => begins.test(region))?.[1];
