import { interceptLocalhostDns } from 'fauxqs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { refuses } from '../../../support/strict-s3/scripts.ts';
import { type StrictS3, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, aPlace } from '../builders.ts';
import { verifyChecked } from './verify-checked.ts';

const region = 'eu-central-1';

describe.each([
  ['arn:aws:s3:eu-central-1:123456789012:accesspoint/events', 'events-123456789012'],
  ['events-hrzrlukc5m36-s3alias', 'events-hrzrlukc5m36-s3alias'],
])('a verification of the access point %s', (bucket, host) => {
  let s3: StrictS3;
  let restore: () => void;
  beforeEach(async () => {
    s3 = await startStrictS3({ accessKeys: [accessKey], region, buckets: [host] });
    restore = interceptLocalhostDns();
    vi.stubEnv('AWS_ENDPOINT_URL_S3', `http://localhost:${s3.port}`);
  });
  afterEach(async () => {
    restore();
    vi.unstubAllEnvs();
    await s3.stop();
  });
  const verify = () => verifyChecked(aPlace({ bucket, region, prefix: 'events/' }));

  it('sends only the probe, because access points do not answer HEAD requests', async () => {
    const { result, statusOf } = await verify();
    expect(result).toMatchObject({ kind: 'delivered' });
    expect([statusOf('region'), statusOf('bucket')]).toEqual(['passed', 'passed']);
    expect(s3.requests.map(({ method, headers }) => [method, headers.get('host')])).toEqual([
      ['PUT', `${host}.localhost:${s3.port}`],
    ]);
  });

  it.each(['NoSuchAccessPoint', 'InvalidAccessPoint', 'InvalidAccessPointAliasError'])(
    'fails the step bucket when S3 responds with %s',
    async (code) => {
      s3.answerNext(refuses(code.startsWith('No') ? 404 : 400, code));
      const { last } = await verify();
      expect(last).toMatchObject({ name: 'bucket', code, fix: { where: 'config' } });
    },
  );

  it('fails the step permission with a fix that names the objects of the access point', async () => {
    s3.answerNext(refuses(403, 'AccessDenied'));
    const { last } = await verify();
    expect(last).toMatchObject({
      name: 'permission',
      fix: {
        where: 'permission_policy',
        statement: { Resource: expect.stringMatching(/accesspoint\/.*\/object\/events\/\*$/) },
      },
    });
  });
});
