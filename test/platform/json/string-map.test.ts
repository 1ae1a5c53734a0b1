import { expect, test } from 'vitest';
import {
  mergePatch,
  StringMap,
  StringMapPatch,
  TextMap,
} from '../../../lambdas/platform/json/string-map.ts';

test('non-text values are converted to text', () => {
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

test.each([
  [
    'a number that is no longer exact',
    JSON.parse('{"n":12345678901234567890}'),
    'must be a string: the number cannot be represented exactly',
  ],
  [
    'a number that is none',
    { n: Number.POSITIVE_INFINITY },
    'must be a string: the number cannot be represented exactly',
  ],
  [
    'a list with a number that is no longer exact',
    JSON.parse('{"n":{"ids":[12345678901234567890]}}'),
    'must be a string: a number in it cannot be represented exactly',
  ],
  [
    'an object with a number that is none',
    JSON.parse('{"n":{"a":1e400}}'),
    'must be a string: a number in it cannot be represented exactly',
  ],
  [
    'a value nested too deeply',
    { n: JSON.parse(`${'['.repeat(100_000)}${']'.repeat(100_000)}`) },
    'is nested too deeply',
  ],
])('%s is rejected by name', (_name, map, message) => {
  expect(StringMap.safeParse(map).error?.issues).toMatchObject([{ message, path: ['n'] }]);
  expect(StringMapPatch.safeParse(map).error?.issues).toMatchObject([{ message, path: ['n'] }]);
});

test('a member named __proto__ is rejected, not dropped', () => {
  const map = JSON.parse('{"__proto__":"x","a":"b"}');
  for (const Kind of [StringMap, StringMapPatch, TextMap]) {
    expect(Kind.safeParse(map).error?.issues).toMatchObject([
      { message: 'has a reserved name', path: ['__proto__'] },
    ]);
  }
});

test.each([
  ['StringMap', StringMap],
  ['StringMapPatch', StringMapPatch],
  ['TextMap', TextMap],
])('a %s has at most 100 entries', (_name, Kind) => {
  const ofEntries = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`n${n}`, 'x']));
  expect(Kind.safeParse(ofEntries(100)).success).toBe(true);
  expect(Kind.safeParse(ofEntries(101)).error?.issues).toMatchObject([
    { message: 'must have at most 100 entries', path: [] },
  ]);
});

test('lone surrogates are rejected in names and values', () => {
  for (const map of [{ 'a\ud800': 'b' }, { a: '\udc00b' }]) {
    for (const Kind of [StringMap, StringMapPatch, TextMap]) {
      expect(Kind.safeParse(map).error?.issues).toMatchObject([
        { message: 'must be well-formed Unicode' },
      ]);
    }
  }
  expect(StringMap.parse({ a: ['\ud800'] })).toEqual({ a: '["\\ud800"]' });
});

test('a text map accepts only text', () => {
  expect(TextMap.parse({ a: 'b', constructor: '' })).toEqual({ a: 'b', constructor: '' });
  expect(TextMap.safeParse({ a: 5, b: {}, c: null }).error?.issues).toMatchObject([
    { message: 'must be a string', path: ['a'] },
    { message: 'must be a string', path: ['b'] },
  ]);
});

test('a text map omits a name whose value is null', () => {
  expect(TextMap.parse({ user_id: null, source: 'api' })).toEqual({ source: 'api' });
  expect(TextMap.parse({ user_id: null })).toEqual({});
});

test('a list is rejected', () => {
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
