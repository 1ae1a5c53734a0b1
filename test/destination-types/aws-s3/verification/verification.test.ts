import { describe, expect, test } from 'vitest';
import { failedStep } from '../../../../lambdas/destination-types/aws-s3/verification/failed-step.ts';
import { fixFor } from '../../../../lambdas/destination-types/aws-s3/verification/fix.ts';
import { keyTemplateStep } from '../../../../lambdas/destination-types/aws-s3/verification/probe-object.ts';
import {
  joinChecks,
  stepsByConfig,
} from '../../../../lambdas/destination-types/aws-s3/verification/verification.ts';
import type { StepResult } from '../../../../lambdas/destination-types/verification.ts';
import { ACCESS_ROLE_ARN } from '../../../support/builders.ts';
import { aPlace, open } from '../builders.ts';

test.each([
  ['connection', 'reach'],
  ['http_403', 'reach'],
  ['AuthorizationHeaderMalformed', 'region'],
  ['PermanentRedirect', 'region'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['Unauthorized', 'credentials'],
  ['InvalidTokenId', 'credentials'],
  ['InvalidAccessKey', 'credentials'],
  ['AccessKeyDisabled', 'credentials'],
  ['AuthorizationQueryParametersError', 'options'],
  ['http_401', 'credentials'],
  ['UserSuspended', 'permission'],
  ['QuotaExceeded', 'options'],
  ['InsufficientStorage', 'options'],
  ['IllegalLocationConstraintException', 'region'],
  ['NoSuchBucket', 'bucket'],
  ['AccessDenied', 'permission'],
  ['KMS.DisabledException', 'encryption'],
  ['InvalidStorageClass', 'storage_class'],
  ['STS.AccessDenied', 'assume_role'],
])('a verification rejected with %s stops at the step %s', (code, step) => {
  const result = { kind: 'rejected', code, message: '' } as const;
  expect(failedStep(result)).toBe(step);
  expect(joinChecks([], result).steps.at(-1)).toMatchObject({ name: step, status: 'failed', code });
});

const denied = (reason: string, action = 's3:PutObject', resource = 'arn:aws:s3:::my-bucket/k') =>
  `User: arn:aws:iam::111122223333:user/hook is not authorized to perform: ${action} on resource: "${resource}" ${reason}`;
const kmsKey = 'arn:aws:kms:us-east-1:111122223333:key/1234-ab';

test('the message of the error decides the step when the code does not', () => {
  const stepOf = (code: string, message: string) => failedStep({ kind: 'rejected', code, message });
  const kms = denied('because no identity-based policy allows it', 'kms:GenerateDataKey', kmsKey);
  expect(stepOf('AccessDenied', kms)).toBe('encryption');
  const lock = 'Content-MD5 is required for Put Object requests with Object Lock parameters';
  expect(stepOf('InvalidRequest', lock)).toBe('object_lock');
});

test('a verification of a failing store stops at the step reach', () => {
  const result = { kind: 'retry', code: 'SlowDown', message: '' } as const;
  expect(joinChecks([], result).steps.at(-1)).toEqual({
    name: 'reach',
    status: 'failed',
    code: 'SlowDown',
    message: '',
  });
});

const wrongRegion: StepResult = {
  name: 'region',
  status: 'failed',
  code: 'PermanentRedirect',
  message: 'The bucket is in eu-west-1: set config.region',
};

describe('the check of the bucket', () => {
  test('decides the result if the probe fails later or cannot reach the store', () => {
    for (const code of ['AccessDenied', 'connection']) {
      const { result, steps } = joinChecks([wrongRegion], { kind: 'rejected', code, message: '' });
      expect(result).toMatchObject({ kind: 'rejected', code: 'PermanentRedirect' });
      expect(steps.at(-1)).toEqual(wrongRegion);
    }
  });

  test('does not change the result if the probe succeeds', () => {
    const verified = { kind: 'delivered', code: 'OK', response: {} } as const;
    const { result, steps } = joinChecks([wrongRegion], verified);
    expect(result).toBe(verified);
    expect(steps.every(({ status }) => status === 'passed')).toBe(true);
  });

  test('may be unknown without failing the verification', () => {
    const unknown = ['region', 'bucket'].map((name) => ({ name, status: 'unknown' }) as const);
    const statuses = (code: string) =>
      joinChecks(unknown, { kind: 'rejected', code, message: '' }).steps.map((step) => step.status);
    expect(statuses('InvalidAccessKeyId').slice(2, 5)).toEqual(['unknown', 'unknown', 'failed']);
    expect(statuses('AccessDenied').slice(2, 4)).toEqual(['passed', 'passed']);
  });
});

test.each([
  [{}, 'passed', undefined],
  [{ key_template: "'latest.json'" }, 'warning', 'key_not_unique'],
  [
    { key_template: `join('/', [to_string(data.a), metadata."event-id"])` },
    'warning',
    'key_begins_with_data',
  ],
  [
    { key_template: `join('/', [to_string(data.a), metadata."event-id"])`, prefix: 'a/' },
    'passed',
    undefined,
  ],
  [{ key_template: `join('/', ['a', data.a, metadata."event-id"])` }, 'unknown', undefined],
])('the key template of %j: %s %s', (config, status, code) => {
  expect(keyTemplateStep(aPlace(config), new Date())).toMatchObject(
    code === undefined ? { status } : { status, code },
  );
});

test('steps that do not apply are skipped', () => {
  expect(stepsByConfig(aPlace({ endpoint: 'https://s3.example.com' }))).toEqual([
    { name: 'assume_role', status: 'skipped' },
    { name: 'external_id', status: 'skipped' },
    { name: 'owner', status: 'skipped' },
    { name: 'encryption', status: 'skipped' },
  ]);
});

const roleArn = 'arn:aws:iam::111122223333:role/waybill';
const withRole = aPlace({ role_arn: roleArn, prefix: 'waybill/' }, { external_id: 'waybill-01' });
const fix = (step: Partial<StepResult> & { name: string }, place = withRole) =>
  fixFor({ status: 'failed', ...step }, place, open);
const permission = (message: string, place = withRole) =>
  fix({ name: 'permission', code: 'AccessDenied', message }, place);

describe('the fix', () => {
  test.each(['assume_role', 'external_id'])('of %s is the trust statement', (name) => {
    expect(fix({ name, code: 'STS.AccessDenied' })).toMatchObject({
      where: 'trust_policy',
      statement: {
        Effect: 'Allow',
        Principal: { AWS: expect.stringMatching(/^arn:aws:iam::\d{12}:root$/) },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': 'waybill-01' },
          ArnEquals: { 'aws:PrincipalArn': ACCESS_ROLE_ARN },
        },
      },
    });
  });

  test('of credentials is another access key, unless the destination has a role', () => {
    const step = { name: 'credentials', code: 'InvalidAccessKeyId' };
    expect(fix(step, aPlace())).toMatchObject({ where: 'config' });
    expect(fix(step)).toBeUndefined();
  });

  test.each([
    ['because no identity-based policy allows the s3:PutObject action', 'permission_policy'],
    ['because no permissions boundary allows the s3:PutObject action', 'permission_policy'],
    ['because no resource-based policy allows the s3:PutObject action', 'bucket_policy'],
    ['with an explicit deny in a resource-based policy', 'bucket_policy'],
    ['with an explicit deny in a service control policy', 'account'],
    ['because no resource control policy allows the s3:PutObject action', 'account'],
    ['because no VPC endpoint policy allows the s3:PutObject action', 'account'],
  ])('of a put that is denied %s is in: %s', (reason, where) => {
    expect(permission(denied(reason))?.where).toBe(where);
  });

  test('of a denied put allows it below the prefix', () => {
    expect(permission('Access Denied')?.statement).toEqual({
      Effect: 'Allow',
      Action: 's3:PutObject',
      Resource: 'arn:aws:s3:::my-bucket/waybill/*',
    });
  });

  test('of a bucket of another account names the role in the bucket policy', () => {
    const place = aPlace({ role_arn: roleArn, expected_bucket_owner: '444455556666' });
    expect(permission('Access Denied', place)).toMatchObject({
      where: 'bucket_policy',
      statement: { Principal: { AWS: roleArn }, Resource: 'arn:aws:s3:::my-bucket/*' },
    });
  });

  test('of an access point names the objects below it, in the partition of the region', () => {
    const bucket = 'arn:aws-cn:s3:cn-north-1:111122223333:accesspoint:mine';
    const resourceOf = (name: string) =>
      permission('Access Denied', aPlace({ bucket: name, region: 'cn-north-1' }))?.statement
        ?.Resource;
    expect(resourceOf(bucket)).toBe(
      'arn:aws-cn:s3:cn-north-1:111122223333:accesspoint/mine/object/*',
    );
    expect(resourceOf('mine-abc-s3alias')).toBe(
      'arn:aws-cn:s3:cn-north-1:*:accesspoint/*/object/*',
    );
  });

  test('ignores an object key that looks like a reason', () => {
    const resource = 'arn:aws:s3:::my-bucket/because no resource-based policy allows';
    expect(permission(denied('', 's3:PutObject', resource))?.where).toBe('permission_policy');
  });

  test('of a denied use of the KMS key allows it through S3', () => {
    const encryption = (reason: string) =>
      fix({
        name: 'encryption',
        code: 'AccessDenied',
        message: denied(reason, 'kms:GenerateDataKey', kmsKey),
      });
    expect(encryption('because no identity-based policy allows it')).toMatchObject({
      where: 'permission_policy',
      statement: {
        Action: 'kms:GenerateDataKey',
        Resource: kmsKey,
        Condition: { StringEquals: { 'kms:ViaService': 's3.us-east-1.amazonaws.com' } },
      },
    });
    expect(encryption('because no resource-based policy allows it')).toMatchObject({
      where: 'kms_key_policy',
      statement: { Principal: { AWS: roleArn }, Resource: '*' },
    });
  });

  test('of a wrong region names the correct region', () => {
    expect(fix(wrongRegion)).toEqual({
      where: 'config',
      text: 'Set config.region to eu-west-1.',
    });
  });

  test('is absent for a step that passed, is skipped or is unknown', () => {
    for (const status of ['passed', 'skipped', 'unknown'] as const) {
      expect(fix({ name: 'region', status })).toBeUndefined();
    }
  });
});
