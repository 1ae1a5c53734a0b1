import { describe, expect, test } from 'vitest';
import { filterErrors } from '../../lambdas/filters/filter.ts';

const OPERATORS =
  '$eq, $neq, $gt, $gte, $lt, $lte, $in, $nin, $startsWith, $endsWith, $exist, $or, $and, $not';
const MEMBERS = 'id, topic, time, metadata, data';
const SCALARS = 'a string or a list of strings, numbers, booleans and nulls';

const nested = (levels: number): object => (levels === 1 ? {} : { data: nested(levels - 1) });

describe('accepts the filter', () => {
  test.each([
    [{}],
    [{ id: 'evt_1', topic: 'orders', metadata: { source: 'api' } }],
    [{ time: { $gte: '2025-01-01T00:00:00Z', $lt: '2025-02-01T00:00:00Z' } }],
    [{ data: { status: 'paid', amount: 100, paid: true, note: null, tags: ['a', 1, {}] } }],
    [{ data: { a: { $eq: { $gt: [1, { $x: 2 }] } }, b: { $neq: null } } }],
    [{ data: { a: { $gt: 1, $gte: 'a', $lt: 1.5, $lte: '' } } }],
    [{ data: { a: { $in: 'text' }, b: { $in: ['a', 1, true, null] }, c: { $nin: [] } } }],
    [{ data: { a: { $startsWith: 'a', $endsWith: ['b', 'c'] }, b: { $exist: false } } }],
    [{ data: { status: { $not: { $in: ['cancelled', 'refunded'] } } } }],
    [{ data: { $or: [{ a: 1 }, 5, [6]], $and: [], $not: 'x', b: 1, $exist: true } }],
    [{ $or: [{ data: { a: 1 } }, { $not: { $and: [{ topic: 'x' }] } }], id: 'evt_1' }],
    [{ data: { constructor: 1, toString: 2, '': 3, 'with.dot': 4 } }],
    [JSON.parse('{"data":{"__proto__":{"a":1}}}')],
  ])('%j', (filter) => {
    expect(filterErrors(filter)).toEqual([]);
  });
});

describe('rejects the filter', () => {
  test.each([
    [null, 'filter must be an object'],
    [undefined, 'filter must be an object'],
    ['data', 'filter must be an object'],
    [[{ data: {} }], 'filter must be an object'],
    [{ customer: 'c1' }, `filter.customer is not part of an event; filters see ${MEMBERS}`],
    [{ $gtt: 1 }, `filter.$gtt is not an operator; operators: ${OPERATORS}`],
    [{ $eq: { data: 1 } }, `filter.$eq must be inside one of ${MEMBERS}`],
    [{ $exist: true }, `filter.$exist must be inside one of ${MEMBERS}`],
    [{ $ref: 'data.a' }, 'filter.$ref is not supported'],
    [{ $not: 'x' }, 'filter.$not must be an object'],
    [{ $not: [{ topic: 'x' }] }, 'filter.$not must be an object'],
    [{ $not: { status: 1 } }, `filter.$not.status is not part of an event; filters see ${MEMBERS}`],
    [{ $or: { topic: 'x' } }, 'filter.$or must be a list of filters'],
    [{ $and: 'x' }, 'filter.$and must be a list of filters'],
    [{ $or: [{ topic: 'x' }, 'y'] }, 'filter.$or.1 must be an object'],
    [
      { $and: [{ $or: [{ data: { a: { $exists: 1 } } }] }] },
      `filter.$and.0.$or.0.data.a.$exists is not an operator; operators: ${OPERATORS}`,
    ],
    [
      { data: { amount: { $gtt: 1 } } },
      `filter.data.amount.$gtt is not an operator; operators: ${OPERATORS}`,
    ],
    [{ data: { a: { $: 1 } } }, `filter.data.a.$ is not an operator; operators: ${OPERATORS}`],
    [{ data: { a: { $ref: 'data.b' } } }, 'filter.data.a.$ref is not supported'],
    [{ data: { a: { $not: { $ref: 'b' } } } }, 'filter.data.a.$not.$ref is not supported'],
    [
      { data: { a: [1, { $GT: 1 }] } },
      `filter.data.a.1.$GT is not an operator; operators: ${OPERATORS}`,
    ],
    [{ data: { a: { $gt: true } } }, 'filter.data.a.$gt must be a number or a string'],
    [{ data: { a: { $gte: null } } }, 'filter.data.a.$gte must be a number or a string'],
    [{ time: { $lt: ['2025'] } }, 'filter.time.$lt must be a number or a string'],
    [{ data: { a: { $lte: { $ref: 'b' } } } }, 'filter.data.a.$lte must be a number or a string'],
    [{ data: { $in: 5 } }, `filter.data.$in must be ${SCALARS}`],
    [{ data: { a: { $in: { b: 1 } } } }, `filter.data.a.$in must be ${SCALARS}`],
    [{ data: { a: { $in: [1, [2]] } } }, `filter.data.a.$in must be ${SCALARS}`],
    [{ data: { a: { $nin: null } } }, `filter.data.a.$nin must be ${SCALARS}`],
    [
      { data: { a: { $startsWith: 5 } } },
      'filter.data.a.$startsWith must be a string or a list of strings',
    ],
    [
      { data: { a: { $endsWith: ['a', 5] } } },
      'filter.data.a.$endsWith must be a string or a list of strings',
    ],
    [{ data: { a: { $exist: 'true' } } }, 'filter.data.a.$exist must be a boolean'],
    [{ data: { a: { $exist: null } } }, 'filter.data.a.$exist must be a boolean'],
    [{ data: { a: { $or: { b: 1 } } } }, 'filter.data.a.$or must be a list of filters'],
    [
      JSON.parse('{"__proto__":1}'),
      `filter.__proto__ is not part of an event; filters see ${MEMBERS}`,
    ],
    [
      JSON.parse('{"data":{"a":{"$gt":1e400}}}'),
      'filter.data.a.$gt must be a number of less than 1.8e308',
    ],
    [JSON.parse('{"data":[-1e999]}'), 'filter.data.0 must be a number of less than 1.8e308'],
  ])('%j', (filter, error) => {
    expect(filterErrors(filter)).toEqual([error]);
  });
});

const ONE_TOO_MANY = 'filter has 101 conditions; the limit is 100';
const TOO_LARGE = 'filter is 16385 bytes; the limit is 16384 bytes';

describe('a filter of', () => {
  test.each<[string, unknown, string[]]>([
    ['16 levels fits', nested(16), []],
    ['17 levels does not', nested(17), ['filter must have at most 16 levels of objects and lists']],
    ['16,384 bytes fits', { data: 'x'.repeat(16_373) }, []],
    ['16,385 bytes does not', { data: 'x'.repeat(16_374) }, [TOO_LARGE]],
    ['16,385 bytes in fewer characters does not', { data: 'ü'.repeat(8_187) }, [TOO_LARGE]],
    ['100 conditions fits', { data: { n: { $or: Array(100).fill(1) } } }, []],
    ['101 conditions does not', { data: { n: { $or: Array(101).fill(1) } } }, [ONE_TOO_MANY]],
    [
      '101 starts of texts does not',
      { data: { $startsWith: Array(101).fill('') } },
      [ONE_TOO_MANY],
    ],
    ['101 elements does not', { data: Array(101).fill({}) }, [ONE_TOO_MANY]],
    ['101 empty lists does not', { data: { $and: Array(101).fill([]) } }, [ONE_TOO_MANY]],
    ['101 negations does not', { $or: Array(101).fill({ $not: {} }) }, [ONE_TOO_MANY]],
    ['one list to look up 3,000 values in fits', { data: { $in: Array(3_000).fill(1) } }, []],
    ['one list of 3,000 values to be equal to fits', { data: { $eq: Array(3_000).fill(1) } }, []],
  ])('%s', (_name, filter, errors) => {
    expect(filterErrors(filter)).toEqual(errors);
  });
});

test('reports every error of a filter', () => {
  const filter = { kind: 'x', data: { a: { $gtt: 1, $exist: 1 }, $or: [{ b: { $gt: null } }] } };
  expect(filterErrors(filter)).toEqual([
    expect.stringMatching(/^filter\.kind /),
    expect.stringMatching(/^filter\.data\.a\.\$gtt /),
    'filter.data.a.$exist must be a boolean',
    'filter.data.$or.0.b.$gt must be a number or a string',
  ]);
});

test('limits the number of reported errors', () => {
  const wrong = Object.fromEntries(Array.from({ length: 80 }, (_, n) => [`$${n}`, 1]));
  const errors = filterErrors({ data: { ['x'.repeat(10_000)]: wrong } });
  expect(errors).toHaveLength(21);
  expect(errors.at(-1)).toBe('filter has 60 more errors');
});

test('rejects a filter nested 100,000 levels deep without a stack overflow', () => {
  const lists = JSON.parse(`{"data":${'['.repeat(100_000)}${']'.repeat(100_000)}}`);
  expect(filterErrors(lists)).toEqual(['filter must have at most 16 levels of objects and lists']);
});
