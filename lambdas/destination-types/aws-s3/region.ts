import { partitionOfRegion } from '../../platform/aws/partitions.ts';
import { editDistance } from '../../platform/json/nearest.ts';

/**
 * Other stores choose their own region names (`auto`, `garage`). Any host label (RFC 1123) is
 * accepted.
 */
const anyRegion = /^[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?$/;

/** The region becomes part of a host name, so nothing else is accepted. */
export const awsRegionError = (region: string): string | undefined => {
  if (isAwsRegion(region)) return undefined;
  const nearest = nearestAwsRegion(region);
  return `failed pattern validation: must be an AWS region such as ${
    nearest === undefined ? 'eu-central-1 or us-gov-west-1' : `${nearest}: did you mean that?`
  }`;
};

export const anyRegionError = (region: string): string | undefined =>
  anyRegion.test(region)
    ? undefined
    : 'failed pattern validation: must be 1 to 63 letters, digits and inner hyphens, such as auto';

/**
 * The known AWS regions, most used first
 * (https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and the
 * partitions of the SDK). They are used to suggest the intended region for a misspelled one. New
 * regions need not be added.
 */
const known = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1'],
  ...['eu-central-1', 'eu-central-2', 'eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'],
  ...['eu-south-1', 'eu-south-2', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-6', 'ap-southeast-7', 'ap-south-1'],
  ...['ap-south-2', 'ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-east-1'],
  ...['ap-east-2', 'sa-east-1', 'sa-west-1', 'mx-central-1', 'me-south-1', 'me-central-1'],
  ...['me-west-1', 'il-central-1', 'af-south-1', 'us-gov-west-1', 'us-gov-east-1'],
  ...['cn-north-1', 'cn-northwest-1', 'eusc-de-east-1', 'us-iso-east-1', 'us-iso-west-1'],
  ...['us-isob-east-1', 'us-isob-west-1', 'us-isof-east-1', 'us-isof-south-1', 'eu-isoe-west-1'],
];

/**
 * Matches an area, a direction and a number. The area may include the partition: `us-gov`,
 * `eusc-de`.
 */
const form =
  /^([a-z]{2,5}(?:-[a-z]{2,4})?)-((?:north|south)(?:east|west)?|east|west|central)-[1-9]$/;

/**
 * Areas specific to a partition. `cn` is a country code; all other areas are in the partition
 * `aws`.
 */
const partitionAreas = /^(?:us-gov|(?:us|eu)-iso[a-z]?|eusc-[a-z]{2})$/;

/**
 * Whether `region` is an AWS region or could be a future one: its area is the area of a known
 * region, a partition area, or a country code.
 */
export const isAwsRegion = (region: string): boolean => {
  const area = form.exec(region)?.[1];
  if (area === undefined) return false;
  return (
    known.some((name) => name.startsWith(`${area}-`)) ||
    partitionAreas.test(area) ||
    (isCountry(area) && !known.includes(swapped(region)))
  );
};

/** Swaps the first two letters: `pa` may be Panama, or a misspelled `ap`. */
const swapped = (region: string): string => `${region[1]}${region[0]}${region.slice(2)}`;

const isCountry = (area: string): boolean =>
  /^[a-z]{2}$/.test(area) &&
  new Intl.DisplayNames('en', { type: 'region', fallback: 'none' }).of(area.toUpperCase()) !==
    undefined;

/** The maximum edit distance between a misspelled region and the suggested one. */
const maxEditDistance = 2;

/** Returns the known region closest to `text`, or undefined when none is close enough. */
export const nearestAwsRegion = (text: string): string | undefined => {
  const typed = text.trim().toLowerCase();
  if (known.includes(swapped(typed))) return swapped(typed);
  const changes = known.map((name) => editDistance(typed, name));
  const fewest = Math.min(...changes);
  return fewest <= maxEditDistance ? known[changes.indexOf(fewest)] : undefined;
};

/**
 * Returns the host of the AWS console for a region; undefined in the isolated partitions, which are not on
 * the internet.
 *
 * @param subdomain a subdomain that the console has in the partition `aws`
 */
export const consoleHost = (region: string, subdomain: string): string | undefined => {
  const { name, consoleHost: host } = partitionOfRegion(region);
  return name === 'aws' ? `${subdomain}.${host}` : host;
};

/**
 * Returns why an ARN of a partition cannot belong to a region, phrased to follow the name of its field. AWS
 * rejects a session policy that names an ARN of another partition.
 */
export const awsPartitionError = (partition: string, region: string): string | undefined => {
  const { name: expected } = partitionOfRegion(region);
  return partition === expected
    ? undefined
    : `must be in the partition ${expected}, as region ${region} is, not in ${partition}`;
};
