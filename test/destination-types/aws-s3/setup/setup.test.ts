import { describe, expect, test } from 'vitest';
import { awsS3 } from '../../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { contextWith } from '../../../../local/access/conditions.ts';
import { denialOf, mayAssume } from '../../../../local/access/evaluate.ts';
import { PermissionPolicy, TrustPolicy } from '../../../../local/access/policy.ts';
import {
  ACCESS_ROLE_ARN,
  EXTERNAL_ID,
  errorsOf,
  HOSTILE,
  KEY_ARN,
  ROLE_ARN,
  requestWith,
  settings,
  setupFor,
} from './plans.ts';

const principal = (principalArn: string, permissions: unknown) => ({
  account: principalArn.split(':')[4] ?? '',
  organization: undefined,
  arn: principalArn,
  principalArn,
  permissions: PermissionPolicy.parse(permissions),
  sessionPolicy: undefined,
});

const all = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
};

/** Whether the trust policy of a setup lets a caller assume the role. */
const isTrusted = (callerArn: string, externalId?: string): boolean =>
  mayAssume(
    principal(callerArn, all),
    { account: '444455556666', trust: TrustPolicy.parse(setupFor().trust_policy) },
    {
      action: 'sts:AssumeRole',
      resource: ROLE_ARN,
      context: contextWith({ 'sts:ExternalId': externalId, 'aws:PrincipalArn': callerArn }),
    },
  );

/** Whether the permission policy of a setup allows an action. */
const isAllowed = (given: Record<string, string>, action: string, resource: string): boolean =>
  denialOf(principal(ROLE_ARN, setupFor(given).permission_policy), {
    action,
    resource,
    context: contextWith({ 'kms:ViaService': 's3.eu-central-1.amazonaws.com' }),
  }) === undefined;

describe('the trust policy', () => {
  test.each([
    ['the access role with the external id', ACCESS_ROLE_ARN, EXTERNAL_ID, true],
    ['the access role without an external id', ACCESS_ROLE_ARN, undefined, false],
    ['the access role with another id', ACCESS_ROLE_ARN, `${EXTERNAL_ID}2`, false],
    ['another role of the account', `${ACCESS_ROLE_ARN}2`, EXTERNAL_ID, false],
    ['an account', 'arn:aws:iam::999999999999:role/access', EXTERNAL_ID, false],
  ])('decides about %s', (_, caller, id, expected) => {
    expect(isTrusted(caller, id)).toBe(expected);
  });
});

describe('the permission policy', () => {
  const bucket = 'arn:aws:s3:::my-events-bucket';
  test.each([
    ['s3:PutObject', `${bucket}/waybill/a.json`, true],
    ['s3:PutObject', `${bucket}/other/a.json`, false],
    ['s3:PutObject', 'arn:aws:s3:::my-events-bucket2/waybill/a.json', false],
    ['s3:GetObject', `${bucket}/waybill/a.json`, false],
    ['s3:DeleteObject', `${bucket}/waybill/a.json`, false],
    ['kms:GenerateDataKey', KEY_ARN, false],
  ])('decides about %s on %s', (action, resource, expected) => {
    expect(isAllowed({}, action, resource)).toBe(expected);
  });

  test.each([
    ['kms:GenerateDataKey', KEY_ARN, true],
    ['kms:GenerateDataKey', KEY_ARN.replace(/.$/, 'c'), false],
    ['kms:Decrypt', KEY_ARN, false],
  ])('with a key decides about %s on %s', (action, resource, expected) => {
    expect(isAllowed({ kms_key_arn: KEY_ARN }, action, resource)).toBe(expected);
  });

  test('covers the objects of an access point', () => {
    const bucket = 'arn:aws:s3:eu-central-1:444455556666:accesspoint/events';
    const object = `${bucket}/object/waybill/a.json`;
    expect(isAllowed({ bucket }, 's3:PutObject', object)).toBe(true);
  });
});

describe('the setup', () => {
  test('without a role and a key is absent', () => {
    expect(setupFor()).toMatchObject({
      external_id: EXTERNAL_ID,
      principal: { account: '111122223333', role_arn: ACCESS_ROLE_ARN },
      bucket_policy: null,
      kms_key_policy_statement: null,
      cloudformation: { quick_create_url: null, expires_at: null },
      config: { bucket: 'my-events-bucket', region: 'eu-central-1', prefix: 'waybill/' },
    });
  });

  test('with a role and a key names them', () => {
    const body = setupFor({ role_arn: ROLE_ARN, kms_key_arn: KEY_ARN, prefix: 'in/' });
    expect(body.bucket_policy?.Statement).toEqual([
      {
        Principal: { AWS: ROLE_ARN },
        Effect: 'Allow',
        Action: 's3:PutObject',
        Resource: 'arn:aws:s3:::my-events-bucket/in/*',
      },
    ]);
    expect(body.kms_key_policy_statement).toMatchObject({
      Principal: { AWS: ROLE_ARN },
      Action: 'kms:GenerateDataKey',
      Resource: '*',
    });
    expect(awsS3.parseConfig(body.config, settings)).toEqual({ settings: body.config });
    expect(body.config).toMatchObject({
      prefix: 'in/',
      role_arn: ROLE_ARN,
      sse: 'aws:kms',
      kms_key_id: KEY_ARN,
    });
    expect(body.cli).toContain("--role-name 'event-delivery' \\\n  --path '/data/'");
  });

  test('with a key and no role names the account of the key', () => {
    expect(setupFor({ kms_key_arn: KEY_ARN }).kms_key_policy_statement).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
    });
  });

  test.each([
    'my-point-abcdefghijklmnopqrstuvwxyz-s3alias',
    'arn:aws:s3:eu-central-1:444455556666:accesspoint/events',
  ])('has no bucket policy for the access point %s', (bucket) => {
    expect(setupFor({ bucket, role_arn: ROLE_ARN }).bucket_policy).toBeNull();
  });

  test('has a link if the stage has a template', () => {
    const templateUrl = 'https://my-templates.s3.eu-west-1.amazonaws.com/customer-role.yaml';
    const templateLink = () => ({ url: templateUrl });
    const { cloudformation } = setupFor({ kms_key_arn: KEY_ARN }, { ...settings, templateLink });
    const url = new URL(cloudformation.quick_create_url ?? '');
    expect(url.origin + url.pathname + url.search).toBe(
      'https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1',
    );
    const [page, query] = url.hash.split('?');
    expect(page).toBe('#/stacks/create/review');
    expect(Object.fromEntries(new URLSearchParams(query))).toEqual({
      templateURL: templateUrl,
      stackName: 'event-delivery',
      param_ExternalId: EXTERNAL_ID,
      param_AccessRoleArn: ACCESS_ROLE_ARN,
      param_Objects: 'arn:aws:s3:::my-events-bucket/waybill/*',
      param_BucketRegion: 'eu-central-1',
      param_KmsKeyArn: KEY_ARN,
    });
    expect(cloudformation.expires_at).toBeNull();
  });

  test.each([
    ['us-gov-west-1', 'aws-us-gov', 'https://console.amazonaws-us-gov.com'],
    ['cn-north-1', 'aws-cn', 'https://console.amazonaws.cn'],
    ['eusc-de-east-1', 'aws-eusc', 'https://console.amazonaws-eusc.eu'],
    ['us-iso-east-1', 'aws-iso', undefined],
  ])('links to the console of the partition of %s', (region, partition, origin) => {
    const accessRoleArn = ACCESS_ROLE_ARN.replace('arn:aws:', `arn:${partition}:`);
    const templateLink = () => ({ url: 'https://assets.example/a.yaml' });
    const stage = { ...settings, accessRoleArn, templateLink };
    const { quick_create_url } = setupFor({ region }, stage).cloudformation;
    expect(quick_create_url?.split('/cloudformation/home')[0]).toBe(origin);
  });

  test('encodes a presigned URL into the link, and says when it expires', () => {
    const url = 'https://assets.s3.eu-west-1.amazonaws.com/a.yaml?X-Amz-Date=1&X-Amz-Signature=%2F';
    const templateLink = () => ({ url, expiresAt: '2026-01-01T01:00:00.000Z' });
    const { cloudformation } = setupFor({}, { ...settings, templateLink });
    const link = cloudformation.quick_create_url ?? '';
    expect(link).toContain(`templateURL=${encodeURIComponent(url)}&`);
    expect(cloudformation.expires_at).toBe('2026-01-01T01:00:00.000Z');
  });
});

describe('a request', () => {
  test.each(['bucket', 'region'])('without %s is rejected', (name) => {
    expect(errorsOf(requestWith({ [name]: '' }))).toContainEqual(`query.${name} is required`);
  });

  test.each(['bucket', 'region', 'prefix', 'kms_key_arn', 'role_arn'])(
    'with a hostile %s is rejected by name',
    (name) => {
      const begin = { kms_key_arn: KEY_ARN, role_arn: ROLE_ARN }[name] ?? 'waybill';
      for (const text of HOSTILE.slice(1)) {
        const [error] = errorsOf(requestWith({ [name]: begin + text }));
        expect(error, text).toMatch(new RegExp(`^query\\.${name} `));
      }
    },
  );

  test.each([
    ['a key of another region', { kms_key_arn: KEY_ARN.replace('central', 'west') }],
    ['an alias', { kms_key_arn: 'arn:aws:kms:eu-central-1:444455556666:alias/events' }],
    ['a region of another partition', { region: 'cn-north-1' }],
    ['a role of the operator', { role_arn: 'arn:aws:iam::111122223333:role/admin' }],
  ])('with %s is rejected', (_, given: Record<string, string>) => {
    const [name] = Object.keys(given);
    expect(errorsOf(requestWith(given))).toEqual([
      expect.stringMatching(new RegExp(`^query\\.${name} `)),
    ]);
  });
});
