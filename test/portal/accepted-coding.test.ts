import { expect, test } from 'vitest';
import { acceptedCoding } from '../../lambdas/portal/respond.ts';

test.each([
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip', 'gzip'],
  ['GZIP', 'gzip'],
  ['br;q=0.5, gzip;q=0.8', 'gzip'],
  ['br;q=0, gzip', 'gzip'],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['identity', undefined],
  ['', undefined],
  ['br;q=x', undefined],
  ['constructor', undefined],
])('a client that accepts "%s" gets %s', (header, coding) => {
  expect(acceptedCoding(header, ['br', 'gzip'])).toBe(coding);
});

test('a file that is stored in no coding is sent as it is', () => {
  expect(acceptedCoding('gzip, br', [])).toBeUndefined();
});
