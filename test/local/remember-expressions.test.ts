import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { rememberExpressions } from '../../local/tables/remember-expressions.ts';

const require = createRequire(import.meta.url);

/** dynalite's parser of conditions or updates, as such and with a memory, and its number of calls. */
const parsers = (name: 'condition' | 'update') => {
  const { parse } = require(`dynalite/db/${name}Parser`);
  const { compare } = require('dynalite/db');
  let calls = 0;
  const remember = rememberExpressions((...given) => {
    calls += 1;
    return parse(...given);
  });
  const contextOf = (attrVals: Record<string, object>, attrNames?: Record<string, string>) => ({
    attrVals,
    attrNames,
    unusedAttrNames: { ...attrNames },
    unusedAttrVals: { ...attrVals },
    isReserved: () => false,
    compare,
  });
  return { parse, remember, contextOf, calls: () => calls };
};

const CONDITION = 'attribute_not_exists(a.b[2]) OR #n <= :now AND size(d) IN (:now, :other)';
const NAMES = { '#n': 'name' };

describe('an expression that was parsed before', () => {
  it.each([
    ['condition', CONDITION],
    ['update', 'SET a.#n = if_not_exists(e, :now) + :other, b[1] = :now REMOVE c'],
  ] as const)('has the tree of the %s with the values of the request', (parser, text) => {
    const { parse, remember, contextOf, calls } = parsers(parser);
    const contexts = () =>
      ['1', '2'].map((now) => contextOf({ ':now': { N: now }, ':other': { N: '9' } }, NAMES));
    const parsed = contexts().map((context) => remember(text, { context }));
    expect(parsed).toStrictEqual(contexts().map((context) => parse(text, { context })));
    expect(calls()).toBe(1);
  });

  it('is not changed by changes of an earlier tree', () => {
    const { remember, contextOf } = parsers('condition');
    const parseNow = () => remember('a = :a', { context: contextOf({ ':a': { S: 'x' } }) });
    const first = Object(parseNow());
    const unchanged = structuredClone(first);
    first.expression.type = '>';
    first.expression.args[1] = { S: 'other' };
    expect(parseNow()).toEqual(unchanged);
  });

  it('leaves the names and values unused that it does not refer to', () => {
    const { remember, contextOf } = parsers('condition');
    for (const _ of ['first', 'second']) {
      const values = { ':a': { S: 'x' }, ':b': { S: 'y' } };
      const context = contextOf(values, { '#a': 'a', '#b': 'b' });
      remember('#a = :a', { context });
      expect(Object.keys(context.unusedAttrNames)).toEqual(['#b']);
      expect(Object.keys(context.unusedAttrVals)).toEqual([':b']);
    }
  });
});

describe('an expression whose validity differs', () => {
  it.each([
    ['values', 'a BETWEEN :a AND :b', [{ N: '1' }, { N: '2' }], [{ N: '2' }, { N: '1' }]],
    ['types', 'begins_with(a, :a) OR a = :b', [{ S: 'a' }, { S: 'b' }], [{ N: '1' }, { S: 'b' }]],
    ['an attribute type', 'attribute_type(a, :a)', [{ S: 'N' }], [{ S: 'X' }]],
  ] as const)('because of %s is refused', (_, text, valid, invalid) => {
    const { remember, contextOf } = parsers('condition');
    const parsed = [valid, invalid, valid].map((values) => {
      const named = values.map((value, index) => [[':a', ':b'][index], value]);
      return remember(text, { context: contextOf(Object.fromEntries(named)) });
    });
    expect(parsed.map((one) => typeof one)).toEqual(['object', 'string', 'object']);
  });

  it('because of names is refused', () => {
    const { remember, contextOf } = parsers('condition');
    const parsed = [NAMES, {}].map((names) =>
      remember('attribute_exists(#n)', { context: contextOf({}, names) }),
    );
    expect(parsed.map((one) => typeof one)).toEqual(['object', 'string']);
  });
});

it('forgets the oldest expression when there are too many', () => {
  const { remember, contextOf, calls } = parsers('condition');
  const parse = (index: number) => remember(`a${index} = a`, { context: contextOf({}) });
  for (let index = 0; index <= 1_000; index += 1) parse(index);
  parse(1_000);
  parse(1);
  expect(calls()).toBe(1_001);
  parse(0);
  expect(calls()).toBe(1_002);
});
