import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { isPublicAddress } from '../../../lambdas/destination-types/aws-s3/endpoint.ts';
import { guarded, open } from './builders.ts';
import { mapped, specialRanges } from './special-ranges.ts';

const errors = (endpoint: string, settings = guarded): readonly string[] => {
  const config = { bucket: 'my-events-bucket', region: 'us-east-1', endpoint };
  const result = awsS3.parseConfig(config, settings);
  return 'errors' in result ? result.errors : [];
};

const notPublic = 'config.endpoint must be a public address';
const noName = 'config.endpoint must have a public host name, such as s3.example.com';
const noUrl = 'config.endpoint must be an absolute URL such as https://s3.example.com';

describe('an endpoint', () => {
  it.each([
    ...['https://s3.example.com', 'https://s3.example.com/', 'HTTPS://S3.Example.COM'],
    ...['https://s3.example.com.', 'https://xn--bcher-kva.example', 'https://a_b.example.com'],
    ...['https://s3.example.com/storage/v1/s3', 'https://8.8.8.8', 'https://[2606:4700::1]'],
    ...['https://localhost.example.com', 'https://internal.example.com', 'https://mylocal.com'],
  ])('may be %s', (endpoint) => {
    expect(errors(endpoint)).toEqual([]);
  });

  it.each([
    ...['s3.example.com', 'https://', 'https:///s3.example.com', 'https:/s3.example.com'],
    ...[
      'https:s3.example.com',
      'https:\\\\s3.example.com',
      'https://s3.example.com\\@a',
      '//a.com',
    ],
    ...[
      'https://s3.example.com ',
      'https://s3.exa mple.com',
      'https://s3.example.com\n',
      'https://ü.com',
    ],
    ...['https://s3.example.com:99999', 'https://1.2.3.4.5', 'https://[::1', 'https://a..b:x'],
    ...[`https://s3.example.com/${'a'.repeat(2048)}`],
  ])('is rejected when it is not a URL: %j', (endpoint) => {
    expect(errors(endpoint)).toEqual([noUrl]);
  });

  it.each(['http://s3.example.com', 'ftp://s3.example.com', 'file://s3.example.com/etc'])(
    'is rejected when it is not https: %s',
    (endpoint) => {
      expect(errors(endpoint)).toEqual(['config.endpoint must begin with https://']);
    },
  );

  it.each(['user:pass@', 'user@', ':@', '@', 'user:pass%40@', 's3.example.com@', 'a:b@c:d@'])(
    'is rejected with a user name or password: %s',
    (userinfo) => {
      expect(errors(`https://${userinfo}s3.example.com`)).toEqual([
        'config.endpoint must not contain a user name or password: set key and secret in credentials',
      ]);
    },
  );

  it.each(['?', '?a=b', '/?a=b', '#', '/#top', '/path?a#b'])(
    'is rejected with a query or a fragment: %s',
    (rest) => {
      expect(errors(`https://s3.example.com${rest}`)).toEqual([
        'config.endpoint must not have a query or a fragment: remove ? or # and what follows',
      ]);
    },
  );
});

describe("an endpoint's address", () => {
  it.each([
    ...['127.0.0.1', '10.0.0.1', '169.254.169.254', '100.100.100.200', '192.0.0.192', '0.0.0.0'],
    ...['2130706433', '017700000001', '0x7f000001', '0X7F000001', '127.1', '127.0.1', '0'],
    ...['0177.0.0.1', '0x7f.1', '0x7f.0x0.0x0.0x1', '00000177.0.0.01', '127.0.0.1.', '0xa9fea9fe'],
    ...['[::1]', '[::]', '[0:0:0:0:0:0:0:1]', '[::ffff:7f00:1]', '[::ffff:127.0.0.1]'],
    ...['[::FFFF:10.0.0.1]', '[::127.0.0.1]', '[::8.8.8.8]', '[64:ff9b::169.254.169.254]'],
    ...['[2002:7f00:1::]', '[fd00:ec2::254]', '[FE80::1]', '[fec0::1]', '[5f00::1]'],
  ])('is rejected when it is not public: %s', (host) => {
    expect(errors(`https://${host}`)).toEqual([notPublic]);
    expect(errors(`https://${host}:9000/path`)).toEqual([notPublic]);
  });

  it.each(['[fe80::1%eth0]', '[fe80::1%25eth0]', '[::1%lo]', '[127.0.0.1]', '[localhost]'])(
    'is rejected in the spelling %s',
    (host) => {
      expect(errors(`https://${host}`)).toEqual([noUrl]);
    },
  );

  it.each(['%31%32%37.0.0.1', '127%2e0%2e0%2e1', '127%E3%80%820.0.1', '%6cocalhost', '8.8.8%2e8'])(
    'is rejected with percent signs: %s',
    (host) => {
      expect(errors(`https://${host}`)).toEqual([
        'config.endpoint must have a host name without percent signs',
      ]);
    },
  );

  it.each(['127。0。0。1', '①②⑦.0.0.1', 'ｌocalhost', '127．0．0．1'])(
    'is rejected when it is not ASCII: %s',
    (host) => {
      expect(errors(`https://${host}`)).toEqual([noUrl]);
    },
  );
});

describe("an endpoint's host name", () => {
  it.each([
    ...['localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'LocalHost.LocalDomain.Local'],
    ...['minio', 'minio.', 'printer.local', 'nas.home.arpa', 'a.test', 'store.invalid', 'x.onion'],
    ...['instance-data.ec2.internal', 'ip-10-0-0-1.eu-west-1.compute.internal', 'name.alt'],
    ...['metadata.google.internal', 'METADATA.google.internal.'],
  ])('is rejected when it is not in the public DNS: %s', (host) => {
    expect(errors(`https://${host}`)).toEqual([noName]);
  });
});

describe("an endpoint's port", () => {
  it.each(['', ':443', ':0443', ':8443', ':9000', ':9443', ':'])(
    'may be left out or %s',
    (port) => {
      expect(errors(`https://s3.example.com${port}`)).toEqual([]);
    },
  );

  it.each([':80', ':22', ':25', ':0', ':444', ':6379', ':65535', ':09001'])(
    'may not be %s',
    (port) => {
      expect(errors(`https://s3.example.com${port}`)).toEqual([
        'config.endpoint must have a port that this deployment allows: 443, 8443, 9000, 9443',
      ]);
    },
  );

  it('must be one that the stage allows', () => {
    const settings = { ...guarded, allowedEndpointPorts: [9021] };
    expect(errors('https://s3.example.com:9021', settings)).toEqual([]);
    expect(errors('https://s3.example.com', settings)).toHaveLength(1);
  });

  it('is rejected, as is every endpoint, when the stage allows no port', () => {
    expect(errors('https://s3.example.com', { ...guarded, allowedEndpointPorts: [] })).toEqual([
      'config.endpoint must be omitted: this deployment writes only to AWS',
    ]);
  });
});

describe('where private endpoints are allowed, an endpoint', () => {
  it.each([
    ...['http://127.0.0.1:4566', 'http://localhost:4566', 'https://10.0.0.1', 'http://[::1]:9000'],
    ...['http://minio:9000', 'http://minio', 'https://store.internal:1', 'http://2130706433'],
  ])('may be %s', (endpoint) => {
    expect(errors(endpoint, open)).toEqual([]);
  });

  it.each([
    ...['ftp://127.0.0.1', 'http://a:b@127.0.0.1', 'http://127.0.0.1/?x', 'minio'],
    ...['http://%6cocalhost', 'http:127.0.0.1'],
  ])('is rejected when it is %s', (endpoint) => {
    expect(errors(endpoint, open)).toHaveLength(1);
  });
});

const account = '0123456789abcdef0123456789abcdef';

const faultsOf = (endpoint: string, bucket = 'my-bucket'): readonly string[] => {
  const parsed = awsS3.parseConfig({ bucket, region: 'auto', endpoint }, guarded);
  return 'errors' in parsed ? parsed.errors : [];
};

const refusal = (right: string) =>
  `config.endpoint must not contain the bucket name, which belongs in config.bucket: set it to ${right}`;

describe('an endpoint that names the bucket', () => {
  it.each([
    ['https://s3.example.com/my-bucket', 'https://s3.example.com'],
    ['https://s3.example.com/my-bucket/', 'https://s3.example.com'],
    ['https://s3.example.com:9000/store/my-bucket', 'https://s3.example.com:9000/store'],
    [
      `https://${account}.r2.cloudflarestorage.com/my-bucket`,
      `https://${account}.r2.cloudflarestorage.com`,
    ],
    [
      `https://my-bucket.${account}.eu.r2.cloudflarestorage.com`,
      `https://${account}.eu.r2.cloudflarestorage.com`,
    ],
    ['https://my-bucket.nyc3.digitaloceanspaces.com', 'https://nyc3.digitaloceanspaces.com'],
    ['https://My-Bucket.NYC3.digitaloceanspaces.com/', 'https://nyc3.digitaloceanspaces.com'],
    [
      'https://my-bucket.nyc3.digitaloceanspaces.com/my-bucket',
      'https://nyc3.digitaloceanspaces.com',
    ],
    ['https://my-bucket.s3.eu-west-1.amazonaws.com', 'https://s3.eu-west-1.amazonaws.com'],
    ['https://my-bucket.s3.eusc-de-east-1.amazonaws.eu', 'https://s3.eusc-de-east-1.amazonaws.eu'],
    ['https://my-bucket.s3.us-west-004.backblazeb2.com', 'https://s3.us-west-004.backblazeb2.com'],
    ['https://my-bucket.s3.eu-central-1.wasabisys.com', 'https://s3.eu-central-1.wasabisys.com'],
    ['https://my-bucket.s3.fr-par.scw.cloud', 'https://s3.fr-par.scw.cloud'],
    ['https://storage.googleapis.com/my-bucket', 'https://storage.googleapis.com'],
    ['https://my-bucket.fsn1.your-objectstorage.com', 'https://fsn1.your-objectstorage.com'],
  ])('%s is rejected and %s is suggested', (endpoint, right) => {
    expect(faultsOf(endpoint)).toEqual([refusal(right)]);
    expect(faultsOf(right)).toEqual([]);
  });

  it('is rejected when the bucket has dots in its name', () => {
    expect(faultsOf('https://my.own.bucket.ams3.digitaloceanspaces.com', 'my.own.bucket')).toEqual([
      refusal('https://ams3.digitaloceanspaces.com'),
    ]);
  });

  it('is rejected when it names another bucket of a well-known provider', () => {
    expect(faultsOf('https://other.nyc3.digitaloceanspaces.com')).toEqual([
      refusal('https://nyc3.digitaloceanspaces.com'),
    ]);
    expect(faultsOf(`https://${account}.r2.cloudflarestorage.com/other`)).toEqual([
      refusal(`https://${account}.r2.cloudflarestorage.com`),
    ]);
  });
});

it.each([
  ['https://minio.example.com', 'minio'],
  ['https://example.supabase.co/storage/v1/s3', 'my-bucket'],
  ['https://s3.example.com/my-bucket-store', 'my-bucket'],
  ['https://s3.example.com/my-bucket/store', 'my-bucket'],
  ['https://nyc3.digitaloceanspaces.com', 'nyc3'],
  ['https://bucket.vpce-1a2b3c4d-5e6f.s3.us-east-1.vpce.amazonaws.com', 'my-bucket'],
])('the endpoint %s is accepted with the bucket %s', (endpoint, bucket) => {
  expect(faultsOf(endpoint, bucket)).toEqual([]);
});

const isIPv4 = (address: string) => address.includes('.');

describe.each(specialRanges)('the range $range, $meaning', ({ ends, beside }) => {
  it.each(ends)('contains its bound %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(beside)('ends before the public address %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(ends.filter(isIPv4).flatMap(mapped))('is not public in the form %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(beside.filter(isIPv4).flatMap(mapped))('ends before the public address %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '52.216.1.1', '2606:4700::1', '2a05:d050::1', '2001:4860:4860::8888'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['64:ff9b::8.8.8.8', '2002:808:808::', '2001:0:808:808::', '::8.8.8.8', '::ffff:0:8.8.8.8'],
  ])('that embeds a public address in an unmapped form is not public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['2606:4700::1%eth0', 'fe80::1%1', '::ffff:8.8.8.8%lo'])(
    'with an interface name is not public: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  it.each([
    ...['8.8.8', '134744072', '0x8080808', '010.8.8.8', '8.8.8.8.8', '8.8.8.8/8', '[2606:4700::1]'],
    ...['', 'localhost', '8.8.8.8 ', '８.8.8.8'],
  ])('in another spelling is not public: %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
