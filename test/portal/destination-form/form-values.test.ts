import { describe, expect, test } from 'vitest';
import {
  createBody,
  emptyForm,
  type FormValues,
  formOf,
  isFilter,
  patchBody,
} from '../../../portal/destination-form/form-values.ts';

const config = { bucket: 'my-bucket', region: 'eu-west-1' };
const masked = { key: 'AKIA************', secret: '****************' };
const saved: FormValues = {
  ...emptyForm('aws_s3', 'keys', config),
  topics: ['orders'],
  allTopics: false,
  credentials: masked,
};

test('a create has no empty values, and no values of the other access method', () => {
  const form = {
    ...saved,
    config: { ...config, prefix: '', role_arn: 'arn:aws:iam::123456789012:role/events' },
    credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret', session: '' },
  };
  expect(createBody(form, ['role_arn'])).toEqual({
    type: 'aws_s3',
    topics: ['orders'],
    filter: null,
    config,
    credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret' },
  });
  expect(createBody({ ...form, access: 'role' }, ['endpoint'])).not.toHaveProperty('credentials');
});

describe('a patch', () => {
  test('is empty when nothing changed', () => {
    expect(patchBody(saved, saved, ['role_arn'])).toEqual({});
  });

  test('has new values, and null for values that were removed', () => {
    const before = { ...saved, config: { ...config, prefix: 'a/' } };
    const after = { ...saved, config: { ...config, tags: 'a=b' } };
    expect(patchBody(after, before, [])).toEqual({ config: { tags: 'a=b', prefix: null } });
  });

  test('has only the secret that changed, not the masked one', () => {
    const after = { ...saved, credentials: { ...masked, secret: 'new' } };
    expect(patchBody(after, saved, [])).toEqual({ credentials: { secret: 'new' } });
  });

  test('has the role, and removes the credentials, when the access changes to a role', () => {
    const role_arn = 'arn:aws:iam::123456789012:role/events';
    const after: FormValues = { ...saved, access: 'role', config: { ...config, role_arn } };
    expect(patchBody(after, saved, [])).toEqual({ config: { role_arn }, credentials: null });
  });

  test('has the credentials, and removes the role, when the access changes to a key', () => {
    const role_arn = 'arn:aws:iam::123456789012:role/events';
    const before: FormValues = {
      ...saved,
      access: 'role',
      config: { ...config, role_arn },
      credentials: { key: '', secret: '' },
    };
    const credentials = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret' };
    const after: FormValues = { ...before, access: 'keys', credentials };
    expect(patchBody(after, before, ['role_arn'])).toEqual({
      config: { role_arn: null },
      credentials,
    });
  });

  test('has changed topics, and a changed filter with every digit', () => {
    const after = { ...saved, allTopics: true, filter: '{"data":{"id":12345678901234567890}}' };
    expect(JSON.stringify(patchBody(after, saved, []))).toBe(
      '{"topics":["*"],"filter":{"data":{"id":12345678901234567890}}}',
    );
    expect(patchBody({ ...saved, filter: ' ' }, after, [])).toMatchObject({ filter: null });
  });
});

test('the form of a saved destination shows its access method', () => {
  const destination = {
    id: 'des_1',
    tenant_id: 'acme',
    type: 'aws_s3',
    topics: ['*'],
    config: { ...config, role_arn: 'arn:aws:iam::123456789012:role/events' },
    credentials: { key: '', secret: '' },
    created_at: '2026-11-30T08:00:00Z',
    updated_at: '2026-11-30T08:00:00Z',
    disabled_at: null,
    verification: { status: 'verified' as const },
    target: 'my-bucket in eu-west-1',
    target_url: '',
  };
  expect(formOf(destination, 'role_arn')).toMatchObject({ access: 'role', allTopics: true });
  expect(formOf({ ...destination, config }, 'role_arn')).toMatchObject({ access: 'keys' });
});

test.each([
  ['', true],
  ['{"data":{}}', true],
  ['{', false],
  ['[]', false],
  ['null', false],
  ['1', false],
])('%j is a filter: %j', (text, expected) => {
  expect(isFilter(text)).toBe(expected);
});
