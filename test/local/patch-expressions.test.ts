import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { memoized, type Parser } from '../../local/tables/patch-expressions.ts';

const require = createRequire(import.meta.url);
const { parse }: Parser = require('dynalite/db/conditionParser');

const NAMES = { '#a': 'a', '#b': 'b' };
const VALUES = { ':a': { S: 'a' }, ':b': { N: '2' } };

/** What a parser makes of an expression, and what remains unused. */
const parsedBy = (by: Parser['parse'], text: string, unused = ['#a', '#b']) => {
  const context = {
    ...{ attrNames: NAMES, attrVals: VALUES },
    unusedAttrNames: Object.fromEntries(unused.map((name) => [name, true as const])),
    unusedAttrVals: { ':a': true as const, ':b': true as const },
    isReserved: (name: string) => name === 'date',
    compare: () => false,
  };
  const tree = by(text, { context });
  return { tree, names: context.unusedAttrNames, values: context.unusedAttrVals };
};

test.each([
  '#a = :a',
  ':a < #a AND begins_with(#b, :a)',
  'attribute_not_exists(#a.c[1]) OR NOT (size(#b) > :b)',
  'date = :a',
  '#none = :a',
  '#a = :none',
])(
  'the memoized parser parses "%s" like the original, the first time and from the cache',
  (text) => {
    const memoizedParse = memoized(parse);
    expect(parsedBy(memoizedParse, text)).toEqual(parsedBy(parse, text));
    expect(parsedBy(memoizedParse, text)).toEqual(parsedBy(parse, text));
  },
);

test('the memoized parser rejects an invalid expression each time', () => {
  const memoizedParse = memoized(parse);
  expect(() => parsedBy(memoizedParse, '#a =')).toThrow('but end of input found');
  expect(() => parsedBy(memoizedParse, '#a =')).toThrow('but end of input found');
});

test('the names that an expression uses are found for each call, also for a cached expression', () => {
  const memoizedParse = memoized(parse);
  parsedBy(memoizedParse, '#a = :a', []);
  expect(parsedBy(memoizedParse, '#a = :a').names).toEqual({ '#b': true });
});

test('the memoized parser parses a long expression like the original, each time', () => {
  const memoizedParse = memoized(parse);
  const text = Array(500).fill('#a = :a').join(' OR ');
  expect(parsedBy(memoizedParse, text)).toEqual(parsedBy(parse, text));
  expect(parsedBy(memoizedParse, text)).toEqual(parsedBy(parse, text));
});

test('a tree that is changed by its receiver is not changed for the next', () => {
  const memoizedParse = memoized(parse);
  Object.assign(Object(parsedBy(memoizedParse, ':a < #a').tree), { type: 'changed' });
  expect(parsedBy(memoizedParse, ':a < #a')).toEqual(parsedBy(parse, ':a < #a'));
});
