import { isIP } from 'node:net';
import type { EndpointOptions } from '../../../platform/aws/calls/endpoints.ts';
import type { Settings } from '../../destination-type.ts';
import { awsOnly, type OptionField, selectField } from './option-field.ts';

/** S3 has FIPS endpoints only in the US, Canada and GovCloud. */
const HAS_FIPS = /^(?:us-(?:gov-)?(?:east|west)|ca-(?:central|west))-\d$/;

/** A name that fits into one label of a host, as TLS certificates cover only one. */
const IS_LABEL = /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

const networkError = (network: string, config: Settings): string | undefined => {
  const error = awsOnly(network, config);
  if (error !== undefined) return error;
  const { region } = config;
  return network === 'fips' && region && !HAS_FIPS.test(region)
    ? `fips works only in regions of the US, Canada and GovCloud, not in ${region}`
    : undefined;
};

const virtualError = ({ endpoint = '', bucket = '' }: Settings): string | undefined => {
  const host = URL.parse(endpoint)?.hostname.replace(/^\[|\]$/g, '') ?? '';
  if (isIP(host)) return 'virtual requires an endpoint with a host name, not an IP address';
  return IS_LABEL.test(bucket)
    ? undefined
    : 'virtual requires a bucket of 3 to 63 lower-case letters, digits and inner hyphens';
};

export const routingFields: readonly OptionField[] = [
  selectField(
    {
      key: 'addressing',
      label: 'Addressing',
      description:
        'path has the bucket in the path of the URL, virtual in the host name of the endpoint',
      default: 'path',
      applies_when: { endpoint: ['*'] },
    },
    ['path', 'virtual'],
    (addressing, config) => {
      if (!config.endpoint) return 'requires config.endpoint';
      return addressing === 'virtual' ? virtualError(config) : undefined;
    },
  ),
  selectField(
    {
      key: 'network',
      label: 'Network',
      description: 'dualstack uses endpoints with IPv6, fips those with FIPS 140 cryptography',
      applies_when: { endpoint: [''] },
    },
    ['dualstack', 'fips'],
    networkError,
  ),
];

/** Whether the bucket is in the path of the URL, at a custom endpoint. */
export const isPathStyle = ({ addressing }: Settings): boolean => addressing !== 'virtual';

/** Returns which of AWS's endpoints are used. */
export const networkOf = (
  { network }: Settings,
  { region, useFips, useDualStack }: EndpointOptions,
): EndpointOptions => ({
  region,
  useFips: useFips || network === 'fips',
  useDualStack: useDualStack || network === 'dualstack',
});
