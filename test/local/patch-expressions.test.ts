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
])('a remembered parser parses "%s" as the parser does, also again', (text) => {
  const remembered = memoized(parse);
  expect(parsedBy(remembered, text)).toEqual(parsedBy(parse, text));
  expect(parsedBy(remembered, text)).toEqual(parsedBy(parse, text));
});

test('a remembered parser rejects an invalid expression each time', () => {
  const remembered = memoized(parse);
  expect(() => parsedBy(remembered, '#a =')).toThrow('but end of input found');
  expect(() => parsedBy(remembered, '#a =')).toThrow('but end of input found');
});

test('a name that an expression uses is used, also if another used it the first time', () => {
  const remembered = memoized(parse);
  parsedBy(remembered, '#a = :a', []);
  expect(parsedBy(remembered, '#a = :a').names).toEqual({ '#b': true });
});

test('a long expression is parsed as the parser does, also again', () => {
  const remembered = memoized(parse);
  const text = Array(500).fill('#a = :a').join(' OR ');
  expect(parsedBy(remembered, text)).toEqual(parsedBy(parse, text));
  expect(parsedBy(remembered, text)).toEqual(parsedBy(parse, text));
});

test('a tree that is changed by its receiver is not changed for the next', () => {
  const remembered = memoized(parse);
  Object.assign(Object(parsedBy(remembered, ':a < #a').tree), { type: 'changed' });
  expect(parsedBy(remembered, ':a < #a')).toEqual(parsedBy(parse, ':a < #a'));
});
