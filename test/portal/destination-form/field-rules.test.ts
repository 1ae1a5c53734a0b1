import { describe, expect, test } from 'vitest';
import { configFields } from '../../../lambdas/destination-types/aws-s3/config.ts';
import type { Field } from '../../../lambdas/destination-types/description.ts';
import { applies, fieldValue, problemOf } from '../../../portal/destination-form/field-rules.ts';

const field = (rules: Partial<Field>): Field => ({
  type: 'text',
  key: 'a',
  label: 'A',
  description: '',
  required: false,
  ...rules,
});

describe('a field applies', () => {
  test.each([
    [{}, {}, true],
    [{ sse: ['aws:kms'] }, { sse: 'aws:kms' }, true],
    [{ sse: ['aws:kms'] }, { sse: 'AES256' }, false],
    [{ sse: ['aws:kms'] }, {}, false],
    [{ endpoint: [''] }, {}, true],
    [{ endpoint: [''] }, { endpoint: 'https://s3.example.com' }, false],
    [{ endpoint: ['*'] }, { endpoint: 'https://s3.example.com' }, true],
    [{ endpoint: ['*'] }, {}, false],
    [{ compression: ['', 'none'] }, { compression: 'none' }, true],
  ])('%j with %j: %j', (applies_when, values, expected) => {
    expect(applies(field({ applies_when }), values)).toBe(expected);
  });
});

describe('an invalid value is found in the browser, without a request', () => {
  test.each([
    [{ required: true }, '', 'required'],
    [{}, '', undefined],
    [{ minlength: 3 }, 'ab', 'short'],
    [{ maxlength: 3 }, 'abcd', 'long'],
    [{ pattern: '^[a-z]+$' }, 'A', 'pattern'],
    [{ pattern: '^[a-z]+$' }, 'a', undefined],
  ] as const)('%j, %j: %j', (rules, value, expected) => {
    expect(problemOf(field(rules), value)).toBe(expected);
  });

  test('no pattern of a config rejects a default', () => {
    const found = configFields.filter(
      ({ form }) => form.default !== undefined && problemOf(form, form.default) !== undefined,
    );
    expect(found).toEqual([]);
  });
});

test('a name of an inherited property has no value', () => {
  expect(fieldValue({}, 'constructor')).toBe('');
});
