import { expect, test } from 'vitest';
import { maskSecret } from '../../lambdas/destinations/mask-secret.ts';

test.each([
  ['', ''],
  ['short', '*****'],
  ['123456789', '*********'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA****************'],
])('the secret %j is shown as %j', (secret, shown) => {
  expect(maskSecret(secret)).toBe(shown);
});
