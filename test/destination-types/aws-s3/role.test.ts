import { describe, expect, it, test } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { anEvent, aPlace, guarded } from './builders.ts';

const role_arn = 'arn:aws:iam::111122223333:role/waybill';
const config = (fields: Record<string, string>) =>
  awsS3.parseConfig({ bucket: 'my-bucket', region: 'us-east-1', ...fields }, guarded);

describe('config.role_arn', () => {
  it.each([
    role_arn,
    'arn:aws:iam::111122223333:role/path/to/waybill',
    `arn:aws:iam::111122223333:role/${`${'a'.repeat(254)}/`.repeat(2)}waybill`,
    'arn:aws:iam::111122223333:role/a+b=c,d.e@f-g_h',
  ])('accepts %s', (arn) => {
    expect(config({ role_arn: arn })).toMatchObject({ settings: { role_arn: arn } });
  });

  it.each([
    'waybill',
    'arn:aws:iam::111122223333:user/waybill',
    'arn:aws:iam::1111:role/waybill',
    'arn:aws:iam::111122223333:role/',
    `arn:aws:iam::111122223333:role/${'a'.repeat(65)}`,
    'arn:aws:iam::111122223333:role/a b',
    `arn:aws:iam::111122223333:role/${`${'a'.repeat(256)}/`.repeat(2)}waybill`,
    'arn:aws:sts::111122223333:assumed-role/waybill/session',
    ` ${role_arn}`,
    `${role_arn}\n`,
  ])('rejects %j', (arn) => {
    expect(config({ role_arn: arn })).toEqual({
      errors: [
        'config.role_arn must be the ARN of an IAM role, such as arn:aws:iam::123456789012:role/waybill',
      ],
    });
  });

  it('is rejected with an endpoint', () => {
    expect(config({ role_arn, endpoint: 'https://s3.example.com' })).toEqual({
      errors: [
        'config.role_arn is supported on AWS only: with config.endpoint, use key and secret',
      ],
    });
  });

  it('is rejected for a role of another partition', () => {
    expect(config({ role_arn: 'arn:aws-cn:iam::111122223333:role/waybill' })).toEqual({
      errors: [
        'config.role_arn must be in the partition aws of this service, not in aws-cn: use key and secret instead',
      ],
    });
  });

  it('is rejected for a bucket in another partition', () => {
    expect(config({ role_arn, region: 'cn-north-1' })).toEqual({
      errors: [
        'config.role_arn must be in the partition aws-cn, as region cn-north-1 is, not in aws: use key and secret instead',
      ],
    });
  });

  it("is rejected for a role of the operator's account", () => {
    expect(config({ role_arn: 'arn:aws:iam::000000000000:role/admin' })).toEqual({
      errors: ["config.role_arn must not be a role of the operator's own accounts"],
    });
  });
});

describe('the credentials of a destination with a role', () => {
  it.each([{}, { key: '', secret: '' }, { key: '', secret: '', session: '' }])(
    'may be %j',
    (credentials) => {
      expect(awsS3.parseCredentials(credentials, { role_arn })).toEqual({ settings: {} });
    },
  );

  it.each([{ key: 'AKIAIOSFODNN7EXAMPLE' }, { secret: 's' }, { other: 'x' }])(
    'must not be %j',
    (credentials) => {
      expect(awsS3.parseCredentials(credentials, { role_arn })).toEqual({
        errors: ['config.role_arn and credentials must not both be set: remove one of them'],
      });
    },
  );
});

test('the access to prove is the role with the external id that it demands', () => {
  expect(awsS3.accessToProve({ config: { role_arn }, external_id: 'waybill-1' })).toBe(
    `${role_arn} waybill-1`,
  );
  expect(awsS3.accessToProve({ config: {} })).toBeUndefined();
  expect(awsS3.needsExternalId({ role_arn })).toBe(true);
  expect(awsS3.needsExternalId({ role_arn: '' })).toBe(false);
});

const headersOf = async (fields: Record<string, string>) => {
  const written = await awsS3.preview(anEvent(), aPlace(fields), guarded);
  return 'headers' in written ? written.headers : {};
};

describe('the expected bucket owner', () => {
  it('is the account of the role by default', async () => {
    expect((await headersOf({ role_arn }))['x-amz-expected-bucket-owner']).toBe('111122223333');
  });

  it('is the configured account', async () => {
    const expected_bucket_owner = '444455556666';
    expect(await headersOf({ role_arn, expected_bucket_owner })).toMatchObject({
      'x-amz-expected-bucket-owner': expected_bucket_owner,
    });
    expect(await headersOf({ expected_bucket_owner })).toMatchObject({
      'x-amz-expected-bucket-owner': expected_bucket_owner,
    });
  });

  it('is not sent with an access key if none is configured', async () => {
    expect(await headersOf({})).not.toHaveProperty('x-amz-expected-bucket-owner');
  });

  it.each(['1', '12345678901a', '1234567890123'])('is rejected when it is %s', (account) => {
    expect(config({ expected_bucket_owner: account })).toEqual({
      errors: ['config.expected_bucket_owner must be the id of an AWS account: 12 digits'],
    });
  });
});

describe('config.prefix', () => {
  it.each([
    ['events/', 'events/1704164645_evt_1.json'],
    ['a=b/', 'a=b/1704164645_evt_1.json'],
    ['x-', 'x-1704164645_evt_1.json'],
  ])('%s is put before the key', async (prefix, key) => {
    expect(config({ prefix })).toMatchObject({ settings: { prefix } });
    expect(await awsS3.preview(anEvent(), aPlace({ prefix }), guarded)).toMatchObject({
      location: key,
    });
  });

  it('is put before the key of a template and is not evaluated', async () => {
    const place = aPlace({ prefix: 'time.year/', key_template: "join('', [topic, 'a', 'b'])" });
    expect(await awsS3.preview(anEvent(), place, guarded)).toHaveProperty('error');
    const fixed = aPlace({
      prefix: 'time.year/',
      key_template: "join('', [metadata.topic, '/x'])",
    });
    expect(await awsS3.preview(anEvent(), fixed, guarded)).toMatchObject({
      location: 'time.year/orders/x',
    });
  });

  it.each([
    ['/events', 'must not begin with /'],
    ['a b', "must contain only letters, digits and ! _ . ' ( ) / = -"],
    ['é/', "must contain only letters, digits and ! _ . ' ( ) / = -"],
    ['a*', "must contain only letters, digits and ! _ . ' ( ) / = -"],
    ['a/../b', 'must not have a . or .. path segment'],
    ['./', 'must not have a . or .. path segment'],
    ['a/..', 'must not have a . or .. path segment'],
    ['a'.repeat(513), 'must be at most 512 characters long'],
  ])('rejects %j', (prefix, error) => {
    expect(config({ prefix })).toEqual({ errors: [`config.prefix ${error}`] });
  });

  it('counts towards the length of the key', async () => {
    const prefix = 'p'.repeat(512);
    const key_template = `'${'k'.repeat(600)}'`;
    expect(config({ prefix, key_template })).toMatchObject({
      errors: [expect.stringContaining('a key longer than 1,024 bytes')],
    });
    const place = aPlace({ prefix, key_template: "join('', [metadata.topic, data.long])" });
    expect(
      await awsS3.preview(anEvent({ data: `{"long":"${'k'.repeat(600)}"}` }), place, guarded),
    ).toMatchObject({
      error: expect.stringContaining('a key longer than 1,024 bytes'),
    });
  });

  it('does not make an empty key valid', async () => {
    expect(config({ prefix: 'events/', key_template: "''" })).toMatchObject({
      errors: [expect.stringContaining('an empty key')],
    });
    const place = aPlace({ prefix: 'events/', key_template: "join('', [data.none])" });
    expect(await awsS3.preview(anEvent({ data: '{"none":""}' }), place, guarded)).toMatchObject({
      error: expect.stringContaining('an empty key'),
    });
  });
});
