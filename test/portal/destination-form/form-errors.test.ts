import { expect, test } from 'vitest';
import { formErrors, messageFor } from '../../../portal/destination-form/form-errors.ts';

const errors = formErrors([
  'config.bucket is required',
  'credentials.secret must not contain white space or control characters',
  'topics must be "*" or a list of topics',
  'body is 200000 bytes; the limit is 131072 bytes',
]);

test('an error belongs to the field that its sentence begins with', () => {
  expect(errors.map(({ field }) => field)).toEqual([
    'config.bucket',
    'credentials.secret',
    'topics',
    undefined,
  ]);
});

test('a message beside its field does not repeat the name', () => {
  expect(messageFor(errors, 'config.bucket')).toBe('Is required');
  expect(messageFor(errors, 'config.region')).toBeUndefined();
});
