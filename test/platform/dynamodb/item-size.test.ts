import { expect, test } from 'vitest';
import { itemSize, writeUnits } from '../../../lambdas/platform/dynamodb/item-size.ts';

test.each<[string, Record<string, unknown>, number]>([
  ['a string', { name: 'Ann' }, 7],
  ['a string beyond ASCII, by its UTF-8', { n: 'é€𝄞' }, 1 + 2 + 3 + 4],
  ['a name beyond ASCII', { é: '' }, 2],
  ['binary, by its raw bytes', { b: new Uint8Array(10) }, 11],
  ['a number with an even number of digits', { n: 1234 }, 4],
  ['a number with an odd number of digits', { n: 12345 }, 5],
  ['a number with trailing zeros', { n: 1_200_000 }, 3],
  ['zero', { n: 0 }, 2],
  ['a negative number', { n: -12 }, 4],
  ['a fraction', { n: 0.0012 }, 3],
  ['a number beyond the safe integers', { n: 12345678901234567890n }, 12],
  ['null and booleans', { a: null, b: true }, 4],
  ['an empty list', { l: [] }, 4],
  ['an empty map', { m: {} }, 4],
  ['a list', { l: ['a', 'bc'] }, 1 + 3 + 2 + 3],
  ['a map', { m: { a: 'x', bc: 'y' } }, 1 + 3 + 3 + 4],
  ['a set', { s: new Set(['a', 'bc']) }, 4],
  ['undefined members, which are not stored', { a: undefined, m: { b: undefined } }, 4],
])('counts %s', (_what, item, bytes) => {
  expect(itemSize(item)).toBe(bytes);
});

test.each([
  [0, 1],
  [1, 1],
  [1_024, 1],
  [1_025, 2],
  [2_048, 2],
  [2_049, 3],
])('%d bytes take %d write units', (bytes, units) => {
  expect(writeUnits(bytes)).toBe(units);
});
