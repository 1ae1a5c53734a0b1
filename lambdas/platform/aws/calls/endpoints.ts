import { own } from '../../json/json.ts';
import { partitionOfRegion } from '../partitions.ts';

/** The services that are called, by the name that the signature uses. */
export type Service = 'dynamodb' | 'sqs' | 'kms' | 'secretsmanager' | 's3' | 'sts';

/** The variable that sets a service's endpoint: https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html */
const ENDPOINT_VARIABLES: Record<Service, string> = {
  dynamodb: 'AWS_ENDPOINT_URL_DYNAMODB',
  sqs: 'AWS_ENDPOINT_URL_SQS',
  kms: 'AWS_ENDPOINT_URL_KMS',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  s3: 'AWS_ENDPOINT_URL_S3',
  sts: 'AWS_ENDPOINT_URL_STS',
};

/** In GovCloud these regular endpoints are FIPS endpoints, and have no others. */
const GOVCLOUD_IS_FIPS: readonly Service[] = ['dynamodb', 'sqs', 'sts'];

/** The options that select an endpoint. */
export interface EndpointOptions {
  readonly region: string;
  readonly useFips: boolean;
  readonly useDualStack: boolean;
}

/** The options that the environment sets, with the names and values that the SDK reads. */
export const endpointOptionsIn = (region: string, env: NodeJS.ProcessEnv): EndpointOptions => ({
  region,
  useFips: env.AWS_USE_FIPS_ENDPOINT === 'true',
  useDualStack: env.AWS_USE_DUALSTACK_ENDPOINT === 'true',
});

/** The custom endpoint that the environment sets for a service. */
export const customEndpointIn = (service: Service, env: NodeJS.ProcessEnv): string | undefined =>
  own(env, ENDPOINT_VARIABLES[service]) || env.AWS_ENDPOINT_URL || undefined;

/** The host of a service in a region. */
export const hostOf = (
  service: Service,
  { region, useFips, useDualStack }: EndpointOptions,
): string => {
  const { domain, dualStackDomain } = partitionOfRegion(region);
  if (service === 's3') return `${s3Label('s3', { useFips, useDualStack })}.${region}.${domain}`;
  const isFipsAlready =
    region.startsWith('us-gov-') && !useDualStack && GOVCLOUD_IS_FIPS.includes(service);
  const label = useFips && !isFipsAlready ? `${service}-fips` : service;
  // The regular endpoints of Secrets Manager are dual-stack already, except in the newer partitions.
  const isDualStackAlready = service === 'secretsmanager' && domain.startsWith('amazonaws.com');
  return `${label}.${region}.${useDualStack && !isDualStackAlready ? dualStackDomain : domain}`;
};

export const accessPointHost = (accessPoint: string, options: EndpointOptions): string =>
  `${accessPoint}.${s3Label('s3-accesspoint', options)}.${options.region}.${partitionOfRegion(options.region).domain}`;

const s3Label = (name: string, options: Omit<EndpointOptions, 'region'>): string =>
  `${name}${options.useFips ? '-fips' : ''}${options.useDualStack ? '.dualstack' : ''}`;
