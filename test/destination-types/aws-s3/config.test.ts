import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import type { Settings } from '../../../lambdas/destination-types/destination-type.ts';
import { guarded } from './builders.ts';

const valid = { bucket: 'my-events-bucket', region: 'us-east-1' };

const parsed = (config: Settings) => awsS3.parseConfig(config, guarded);

const errors = (config: Settings): readonly string[] => {
  const result = parsed(config);
  return 'errors' in result ? result.errors : [];
};

describe('a config', () => {
  it('is stored unchanged for the documented example', () => {
    expect(parsed(valid)).toEqual({ settings: valid });
  });

  it('keeps every known field', () => {
    const config = {
      ...valid,
      region: 'auto',
      key_template: "join('/', [metadata.topic])",
      storage_class: 'GLACIER_IR',
      endpoint: 'https://s3.example.com',
    };
    expect(parsed(config)).toEqual({ settings: config });
  });

  it('drops optional fields that are empty', () => {
    const config = { ...valid, key_template: '', storage_class: '', endpoint: '' };
    expect(parsed(config)).toEqual({ settings: valid });
  });

  it('reports all validation errors together, each with the name of its field', () => {
    const config = {
      bucket: 'A',
      region: '',
      storage_class: 'ICE',
      key_template: '(',
      colour: 'red',
    };
    expect(errors(config)).toEqual([
      'config.bucket must be 3 to 63 characters long',
      'config.region is required',
      expect.stringMatching(/^config\.key_template is not valid JMESPath: /),
      expect.stringMatching(/^config\.storage_class must be one of STANDARD, /),
      'config.colour is not a known field; known fields: bucket, region, role_arn, prefix, format, batch_max_events, batch_max_bytes, batch_max_seconds, partition, time_zone, key_template, storage_class, expected_bucket_owner, endpoint, addressing, network, sse, kms_key_id, bucket_key, body, trailing_newline, content_type, compression, content_encoding, cache_control, tags, acl, request_payer, checksum, overwrite',
    ]);
  });

  it.each(['storageclass', 'Bucket', '__proto__', 'constructor'])(
    'is rejected with the unknown field %s',
    (name) => {
      const config = Object.fromEntries([...Object.entries(valid), [name, 'x']]);
      expect(errors(config)).toEqual([
        expect.stringContaining(
          `config.${name} is not a known field; known fields: bucket, region`,
        ),
      ]);
    },
  );
});

describe('a bucket', () => {
  it.each(['my-events-bucket', 'abc', 'a1.b2-c3', '1234', 'a'.repeat(63), 'my.bucket.with.dots'])(
    'may be called %s',
    (bucket) => {
      expect(errors({ ...valid, bucket })).toEqual([]);
    },
  );

  it.each([
    ['', 'config.bucket is required'],
    ['ab', 'config.bucket must be 3 to 63 characters long'],
    ['a'.repeat(256), 'config.bucket must be 3 to 255 characters long'],
    ['my/bucket', 'config.bucket must contain only lower-case letters, digits, hyphens and dots'],
    ['bücher', 'config.bucket must contain only lower-case letters, digits, hyphens and dots'],
    ['bucket\n', 'config.bucket must contain only lower-case letters, digits, hyphens and dots'],
    ['-bucket', 'config.bucket must begin and end with a letter or digit'],
    ['bucket.', 'config.bucket must begin and end with a letter or digit'],
    ['my..bucket', 'config.bucket must not have two dots in a row'],
    ['192.168.5.4', 'config.bucket must not look like an IP address'],
    ['xn--bucket', expect.stringContaining('config.bucket must not begin with xn--')],
    ['sthree-bucket', expect.stringContaining('config.bucket must not begin with')],
    ['amzn-s3-demo-bucket', expect.stringContaining('config.bucket must not begin with')],
  ])('may not be called %j', (bucket, error) => {
    expect(errors({ ...valid, bucket })).toEqual([error]);
  });
});

describe('a bucket of an older form', () => {
  const legacy = ['My-Bucket', 'my_bucket', 'EVENTS', '_events_', 'a'.repeat(255)];

  it.each(legacy)('may be called %s in us-east-1', (bucket) => {
    expect(errors({ ...valid, bucket })).toEqual([]);
  });

  it.each([...legacy, 'xn--bucket'])('may be called %s with an endpoint', (bucket) => {
    const endpoint = 'https://s3.example.com';
    expect(errors({ bucket, region: 'eu-west-1', endpoint })).toEqual([]);
  });

  it.each([
    [
      'My-Bucket',
      expect.stringContaining('config.bucket has capitals or underscores, which are valid only'),
    ],
    [
      'my_bucket',
      expect.stringContaining('config.bucket has capitals or underscores, which are valid only'),
    ],
    ['a'.repeat(64), 'config.bucket must be 3 to 63 characters long'],
  ])('may not be called %s in another region of AWS', (bucket, error) => {
    expect(errors({ bucket, region: 'eu-west-1' })).toEqual([error]);
  });

  it.each([
    ['My..Bucket', 'config.bucket must not have two dots in a row'],
    ['-My-Bucket', 'config.bucket must begin and end with a letter or digit'],
    ['My/Bucket', 'config.bucket must contain only lower-case letters, digits, hyphens and dots'],
  ])('may not be called %s anywhere', (bucket, error) => {
    expect(errors({ ...valid, bucket })).toEqual([error]);
  });
});

describe('an access point', () => {
  const arn = 'arn:aws:s3:eu-central-1:123456789012:accesspoint/events';

  it.each([
    ['eu-central-1', arn],
    ['eu-central-1', 'arn:aws:s3:eu-central-1:123456789012:accesspoint:events'],
    ['cn-north-1', 'arn:aws-cn:s3:cn-north-1:123456789012:accesspoint/events'],
    ['us-gov-west-1', 'arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint/events'],
    ['us-isob-east-1', 'arn:aws-iso-b:s3:us-isob-east-1:123456789012:accesspoint/a-1'],
    ['us-west-2', 'events-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias'],
    ['us-west-2', 'events-hrzrlukc5m36ft7okagglf3gmwluquse1b-ext-s3alias'],
  ])('of %s may be given as %s', (region, bucket) => {
    expect(parsed({ bucket, region })).toEqual({ settings: { bucket, region } });
  });

  it('of another region is rejected, and the error names the region of the ARN', () => {
    expect(errors({ bucket: arn, region: 'us-east-1' })).toEqual([
      'config.bucket is an access point in eu-central-1: config.region must also be eu-central-1',
    ]);
  });

  it('of another partition than its region is rejected', () => {
    const bucket = arn.replace('arn:aws:', 'arn:aws-cn:');
    expect(errors({ bucket, region: 'eu-central-1' })).toEqual([
      'config.bucket must be in the partition aws, as region eu-central-1 is, not in aws-cn',
    ]);
  });

  it('is rejected as an ARN with an endpoint', () => {
    const endpoint = 'https://s3.example.com';
    expect(errors({ bucket: arn, region: 'eu-central-1', endpoint })).toEqual([
      'config.bucket must be the name of a bucket if config.endpoint is set: access point ARNs are supported only without an endpoint',
    ]);
  });

  it.each([
    `${arn}/object/prefix`,
    'arn:aws:s3:eu-central-1:1234:accesspoint/events',
    'arn:aws:s3:eu-central-1:123456789012:accesspoint/Events',
    'arn:aws:s3:eu-central-1:123456789012:accesspoint/e.evil.com',
    'arn:aws:sqs:eu-central-1:123456789012:events',
  ])('may not be given as %s', (bucket) => {
    expect(errors({ bucket, region: 'eu-central-1' })).toEqual([
      'config.bucket must be the name of a bucket, or the ARN of an access point such as arn:aws:s3:eu-central-1:123456789012:accesspoint/my-access-point',
    ]);
  });
});

describe('an S3 resource other than a bucket or an access point', () => {
  const multiRegion = 'must not be a multi-region access point: use the access point or bucket';
  const directory =
    'must not be a directory bucket (S3 Express One Zone) or an access point of one';
  const outposts = 'must not be on S3 on Outposts, which is not supported';
  const lambda = 'must not be an Object Lambda access point, which is not supported';
  const table = 'must not be a table bucket';
  const notTheName = 'must be the name of the bucket, not its ARN or URL';
  it.each([
    ['mfzwi23gnjvgw.mrap', multiRegion],
    ['arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap', multiRegion],
    ['arn:aws:s3::123456789012:accesspoint:mfzwi23gnjvgw.mrap', multiRegion],
    ['events--use1-az4--x-s3', directory],
    ['events--use1-az4--xa-s3', directory],
    ['arn:aws:s3express:us-east-1:123456789012:bucket/events--use1-az4--x-s3', directory],
    ['arn:aws:s3express:us-east-1:123456789012:accesspoint/events', directory],
    ['events-o01ac5d28a6a232904e8xz5w8ijx1qzlbp3i3kuse10--op-s3', outposts],
    [
      'arn:aws:s3-outposts:us-east-1:123456789012:outpost/op-01ac5d28a6a232904/accesspoint/events',
      outposts,
    ],
    ['events--ol-s3', lambda],
    ['arn:aws:s3-object-lambda:us-east-1:123456789012:accesspoint/events', lambda],
    ['events--table-s3', table],
    ['arn:aws:s3:::bucket', notTheName],
    ['s3://bucket', notTheName],
    ['https://bucket.s3.amazonaws.com', notTheName],
  ])('is rejected with the reason: %s', (bucket, error) => {
    const refusal = [expect.stringContaining(`config.bucket ${error}`)];
    expect(errors({ ...valid, bucket })).toEqual(refusal);
    expect(errors({ ...valid, bucket, endpoint: 'https://s3.example.com' })).toEqual(refusal);
  });
});

describe('a region', () => {
  it.each([
    ...['us-east-1', 'ap-southeast-7', 'mx-central-1', 'il-central-1', 'cn-north-1'],
    ...['us-gov-west-1', 'us-iso-east-1', 'us-isob-east-1', 'eu-isoe-west-1', 'eusc-de-east-1'],
  ])('may be %s', (region) => {
    expect(errors({ ...valid, region })).toEqual([]);
  });

  it.each([
    ...['invalid-region', 'us-east', 'US-EAST-1', 'auto', 'us-east-1a', 'us-east-1.evil.com'],
    ...['us-east-1/', 'us-east-1#', 'us east 1', 'us-east-1\n', '@evil-com-1', 'us-east-123'],
  ])('may not be %j', (region) => {
    expect(errors({ ...valid, region })).toEqual([
      expect.stringContaining('config.region failed pattern validation: '),
    ]);
  });

  it('that is misspelled is rejected with the intended one', () => {
    expect(errors({ ...valid, region: 'us-est-1' })).toEqual([
      'config.region failed pattern validation: must be an AWS region such as us-east-1: did you mean that?',
    ]);
  });

  it.each(['auto', 'us-east-1', 'garage', 'EU2', 'a', 'us-est-1'])(
    'may be %s with an endpoint',
    (region) => {
      expect(errors({ ...valid, region, endpoint: 'https://s3.example.com' })).toEqual([]);
    },
  );

  it.each(['a.b', 'a/b', '-a', 'a-', 'a b', 'ü', 'a'.repeat(64)])(
    'may not be %j even with an endpoint',
    (region) => {
      expect(errors({ ...valid, region, endpoint: 'https://s3.example.com' })).toEqual([
        expect.stringContaining('config.region failed pattern validation: '),
      ]);
    },
  );
});

describe('a storage class', () => {
  it.each([
    ['STANDARD', 'STANDARD'],
    ['reduced_redundancy', 'REDUCED_REDUNDANCY'],
    ['Standard_Ia', 'STANDARD_IA'],
    ['onezone_ia', 'ONEZONE_IA'],
    ['Intelligent_Tiering', 'INTELLIGENT_TIERING'],
    ['glacier', 'GLACIER'],
    ['deep_archive', 'DEEP_ARCHIVE'],
    ['Glacier_IR', 'GLACIER_IR'],
  ])('%s is stored as %s', (given, stored) => {
    expect(parsed({ ...valid, storage_class: given })).toEqual({
      settings: { ...valid, storage_class: stored },
    });
  });

  it.each(['INVALID', 'EXPRESS_ONEZONE', 'OUTPOSTS', 'SNOW', 'STANDARD '])(
    '%j is rejected',
    (name) => {
      expect(errors({ ...valid, storage_class: name })).toEqual([
        'config.storage_class must be one of STANDARD, REDUCED_REDUNDANCY, STANDARD_IA, ONEZONE_IA, INTELLIGENT_TIERING, GLACIER, DEEP_ARCHIVE, GLACIER_IR',
      ]);
    },
  );
});
