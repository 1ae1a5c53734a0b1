/** A partition of AWS: regions with their own accounts, domains and console. */
interface Partition {
  /** As in ARNs. */
  readonly name: string;
  /** The domain of endpoints. */
  readonly domain: string;
  /** The domain of dual-stack endpoints. */
  readonly dualStackDomain: string;
  /** Absent in the isolated partitions, which are not on the internet. */
  readonly consoleHost?: string;
}

const COMMERCIAL: Partition = {
  name: 'aws',
  domain: 'amazonaws.com',
  dualStackDomain: 'api.aws',
  consoleHost: 'console.aws.amazon.com',
};

const isolated = (name: string, domain: string, dualStackDomain: string): Partition => ({
  name,
  domain,
  dualStackDomain,
});

/** Partitions by the beginning of their regions' names, as in the SDK's `partitions.json`. */
const PARTITIONS: readonly (readonly [regionPrefix: string, Partition])[] = [
  [
    'cn-',
    {
      name: 'aws-cn',
      domain: 'amazonaws.com.cn',
      dualStackDomain: 'api.amazonwebservices.com.cn',
      consoleHost: 'console.amazonaws.cn',
    },
  ],
  ['us-gov-', { ...COMMERCIAL, name: 'aws-us-gov', consoleHost: 'console.amazonaws-us-gov.com' }],
  [
    'eusc-',
    {
      name: 'aws-eusc',
      domain: 'amazonaws.eu',
      dualStackDomain: 'api.amazonwebservices.eu',
      consoleHost: 'console.amazonaws-eusc.eu',
    },
  ],
  ['us-iso-', isolated('aws-iso', 'c2s.ic.gov', 'api.aws.ic.gov')],
  ['us-isob-', isolated('aws-iso-b', 'sc2s.sgov.gov', 'api.aws.scloud')],
  ['eu-isoe-', isolated('aws-iso-e', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk')],
  ['us-isof-', isolated('aws-iso-f', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov')],
];

/** The partition of a region. A region with an unknown beginning is in the partition `aws`. */
export const partitionOfRegion = (region: string): Partition =>
  PARTITIONS.find(([prefix]) => region.startsWith(prefix))?.[1] ?? COMMERCIAL;

/** The name of the partition in an ARN, such as `aws` or `aws-cn`. */
export const partitionInArn = (arn: string): string => arn.split(':')[1] ?? 'aws';
