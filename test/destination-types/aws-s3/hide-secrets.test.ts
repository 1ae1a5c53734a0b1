import { expect, test } from 'vitest';
import { hideSecrets } from '../../../lambdas/destination-types/aws-s3/hide-secrets.ts';

test.each([
  ['test-missing in us-east-1', ['test'], 'test-missing in us-east-1'],
  ['The specified bucket does not exist', ['b', 'e'], 'The specified bucket does not exist'],
  [
    'events/test/1.json, test.example.com, a=test',
    ['test'],
    'events/test/1.json, test.example.com, a=test',
  ],
  ['The key test is not known: test.', ['test'], 'The key [hidden] is not known: [hidden].'],
  ['<b> "b" (b), b', ['b'], '<[hidden]> "[hidden]" ([hidden]), [hidden]'],
  ['xAKIA1234x, a/AKIA1234/b', ['AKIA1234'], 'x[hidden]x, a/[hidden]/b'],
  ['AKIA123x', ['AKIA123'], 'AKIA123x'],
  ['minioadmin minioadmin2', ['minioadmin', 'minioadmin2'], '[hidden] [hidden]'],
  ['wJalrXUtnFEMI/K7MDENG+.*', ['wJalrXUtnFEMI/K7MDENG+.*'], '[hidden]'],
  ['a.c and abc', ['a.c'], '[hidden] and abc'],
  ['nothing to hide', ['', ''], 'nothing to hide'],
])('%j without %j is %j', (text, secrets, hidden) => {
  expect(hideSecrets(text, secrets)).toBe(hidden);
});
