import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';

describe('the target of a destination', () => {
  it('names bucket and region', () => {
    expect(awsS3.target({ bucket: 'my-bucket', region: 'us-east-1' }).target).toBe(
      'my-bucket in us-east-1',
    );
  });

  it.each([
    ['us-east-1', 'https://s3.console.aws.amazon.com/s3/buckets/my-bucket?region=us-east-1'],
    [
      'us-gov-west-1',
      'https://console.amazonaws-us-gov.com/s3/buckets/my-bucket?region=us-gov-west-1',
    ],
    ['cn-north-1', 'https://console.amazonaws.cn/s3/buckets/my-bucket?region=cn-north-1'],
    [
      'eusc-de-east-1',
      'https://console.amazonaws-eusc.eu/s3/buckets/my-bucket?region=eusc-de-east-1',
    ],
    ['us-isob-east-1', ''],
  ])('opens the console of the partition of %s', (region, url) => {
    expect(awsS3.target({ bucket: 'my-bucket', region }).target_url).toBe(url);
  });

  it('escapes what it puts into the URL', () => {
    expect(awsS3.target({ bucket: 'a/b?c', region: 'x&y' }).target_url).toBe(
      'https://s3.console.aws.amazon.com/s3/buckets/a%2Fb%3Fc?region=x%26y',
    );
  });

  it('has no page for a custom endpoint', () => {
    const config = { bucket: 'my-bucket', region: 'auto', endpoint: 'https://s3.example.com' };
    expect(awsS3.target(config)).toEqual({ target: 'my-bucket in auto', target_url: '' });
  });

  it.each([
    'arn:aws:s3:eu-central-1:123456789012:accesspoint/events',
    'events-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias',
  ])('has no page for the access point %s', (bucket) => {
    expect(awsS3.target({ bucket, region: 'eu-central-1' })).toEqual({
      target: `${bucket} in eu-central-1`,
      target_url: '',
    });
  });
});
