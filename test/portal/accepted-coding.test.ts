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
])('a client with Accept-Encoding "%s" gets %s', (header, coding) => {
  expect(acceptedCoding(header, ['br', 'gzip'])).toBe(coding);
});

test('a file without stored encodings is sent uncompressed', () => {
  expect(acceptedCoding('gzip, br', [])).toBeUndefined();
});
