import { expect, test } from 'vitest';
import { filterErrors } from '../../lambdas/filters/filter.ts';
import { decideFilter, filterDocument } from '../../lambdas/filters/filter-match.ts';
import { anEvent } from '../support/builders.ts';

const MAX_DATA = 262_000;

const many = <T>(length: number, one: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => one(n));
const listOf = (element: string, last = element): string =>
  `[${`${element},`.repeat(Math.floor(MAX_DATA / (element.length + 1)) - 1)}${last}]`;
const nestedIn = (levels: number, one: (inner: unknown) => unknown, inner: unknown): unknown =>
  levels === 0 ? inner : one(nestedIn(levels - 1, one, inner));

const A = 'a'.repeat(8_000);

/**
 * Filters of the maximum size, with events that maximize the cost of each condition. A filter that
 * exceeds the step budget is stopped, regardless of its result.
 */
test.each<[string, unknown, string, boolean | undefined]>([
  ['numbers against numbers', many(98, () => ({ $lt: 1 })), listOf('1', '0'), undefined],
  ['values against values', many(99, (n) => n + 1), listOf('0'), false],
  [
    'objects against objects',
    { $or: many(99, (n) => ({ s: n + 1 })) },
    listOf('{"s":0}'),
    undefined,
  ],
  [
    'orders of texts per object',
    { $or: many(99, (n) => ({ s: { $lt: `a${n}` } })) },
    listOf('{"s":"b"}'),
    undefined,
  ],
  [
    'a list of 7,000 per object',
    { s: { $in: many(7_000, (n) => n % 10) } },
    listOf('{"s":10}'),
    false,
  ],
  [
    'starts of texts per object',
    { s: { $startsWith: many(99, (n) => `a${n}`) } },
    listOf('{"s":"ab"}'),
    false,
  ],
  ['a part of a text', { s: { $in: `${A}b${A}` } }, `{"s":"${'a'.repeat(MAX_DATA)}"}`, false],
  [
    'many parts of a text',
    { s: { $or: many(99, (n) => ({ $in: `aaaaa${n}` })) } },
    `{"s":"${'a'.repeat(MAX_DATA)}"}`,
    undefined,
  ],
  [
    'many long parts of a text',
    { s: { $or: many(50, (n) => ({ $in: `${'a'.repeat(251)}${n}` })) } },
    `{"s":"${'a'.repeat(MAX_DATA)}"}`,
    undefined,
  ],
  [
    'orders of texts',
    { s: { $and: many(99, () => ({ $gte: 'aaaaa' })) } },
    `{"s":"${'a'.repeat(MAX_DATA)}"}`,
    true,
  ],
  [
    'empty objects',
    { s: { $or: many(99, () => ({ $eq: {} })) } },
    `{"s":{${many(25_000, (n) => `"${n}":1`).join(',')}}}`,
    undefined,
  ],
  ['nots in nots', nestedIn(13, ($not) => ({ $not }), { s: 1 }), listOf('{"s":0}'), true],
  [
    'lists in lists',
    nestedIn(14, (inner) => [inner], 1),
    `${'['.repeat(100_000)}1${']'.repeat(100_000)}`,
    true,
  ],
  [
    'members in lists',
    nestedIn(13, (a) => ({ a }), 1),
    `${'{"a":[{},'.repeat(13)}1${']}'.repeat(13)}`,
    true,
  ],
  ['nothing, in lists', { $or: many(98, () => [{ $or: [] }]) }, listOf('0'), undefined],
  ['a value in deep lists', 1, `${'['.repeat(100_000)}1${']'.repeat(100_000)}`, true],
  ['another in deep lists', 2, `${'['.repeat(100_000)}1${']'.repeat(100_000)}`, false],
  [
    'members in deep lists',
    { $or: many(10, (n) => ({ s: n + 1 })) },
    `${'['.repeat(100_000)}{"s":0}${']'.repeat(100_000)}`,
    false,
  ],
  ['operators on elements', { $or: many(98, () => ({ $lt: 1 })) }, listOf('1', '0'), undefined],
  ['a list of 8,000 against a longer one', { $eq: many(8_000, () => 0) }, listOf('0', '1'), false],
])('%s take a bounded number of steps', (_name, filter, data, expected) => {
  const whole = { data: { d: filter } };
  expect(filterErrors(whole)).toEqual([]);
  const document = filterDocument(anEvent({ data: `{"d":${data}}` }));
  expect(decideFilter(whole, document).matches).toBe(expected);
});

test('an ordinary filter stays within the budget, even for the largest event', () => {
  const items = many(60_000, (n) => ({ sku: `sku-${n}`, quantity: n % 9, note: 'x'.repeat(40) }));
  const data = JSON.stringify({ items, text: 'x'.repeat(1_000_000), country: 'DE' });
  const document = filterDocument(anEvent({ data }));
  const filter = {
    data: {
      items: { sku: { $startsWith: 'sku-59999' }, quantity: { $gte: 5 } },
      text: { $in: 'xy' },
      country: ['DE'],
    },
  };
  expect(filterErrors(filter)).toEqual([]);
  expect(decideFilter(filter, document).matches).toBe(false);
});

test('rejects a list of 10,000 elements at validation', () => {
  expect(filterErrors({ data: { a: { $in: many(10_000, (n) => n) } } })).toEqual([
    'filter is 48914 bytes; the limit is 16384 bytes',
  ]);
});
