import { expect, test } from 'vitest';
import { fixForCode } from '../../portal/texts/en/fixes.ts';

test.each([
  ['AccessDenied', 's3:PutObject'],
  ['NoSuchBucket', 'Create the bucket'],
  ['PermanentRedirect', 'region'],
  ['SignatureDoesNotMatch', 'access key'],
  ['external_id_not_enforced', 'external id'],
  ['key_template', 'key template'],
])('%s has a fix that names %s', (code, words) => {
  expect(fixForCode(code)).toContain(words);
});

test.each(['OK', 'SomethingNew', '__proto__', 'constructor', ''])('%s has no fix', (code) => {
  expect(fixForCode(code)).toBeUndefined();
});
