import { expect, test } from 'vitest';
import { mergePatch, StringMap, StringMapPatch } from '../../lambdas/runtime/string-map.ts';

test('values that are no text are written as text', () => {
  const map = {
    text: 'x',
    number: 10_000_000,
    flag: true,
    nothing: null,
    list: [1, 'a'],
    map: { a: 1 },
  };
  expect(StringMap.parse(map)).toEqual({
    text: 'x',
    number: '10000000',
    flag: 'true',
    nothing: '',
    list: '[1,"a"]',
    map: '{"a":1}',
  });
  expect(StringMapPatch.parse({ nothing: null })).toEqual({ nothing: null });
});

test('a list is no map', () => {
  expect(StringMap.safeParse([]).error?.issues[0]?.message).toBe('must be an object');
});

test.each([
  ['nothing given keeps all', undefined, { a: '1', b: '2' }],
  ['an empty patch keeps all', {}, { a: '1', b: '2' }],
  ['null clears all', null, {}],
  ['a null member deletes that member', { a: null, c: null }, { b: '2' }],
  ['other members are merged in', { b: '3', c: '4' }, { a: '1', b: '3', c: '4' }],
])('of a merge patch, %s', (_name, patch, expected) => {
  expect(mergePatch({ a: '1', b: '2' }, patch)).toEqual(expected);
});
