import { describe, expect, test } from 'vitest';
import { decideFilter, filterDocument } from '../../lambdas/filters/filter-match.ts';
import { anEvent } from '../support/builders.ts';

/** Stands for a missing field. */
const MISSING = Symbol('missing');

const dataMatches = (filter: unknown, data: unknown): boolean | undefined =>
  decideFilter({ data: filter }, filterDocument(anEvent({ data: JSON.stringify(data) }))).matches;

const fieldMatches = (filter: unknown, value: unknown): boolean | undefined =>
  dataMatches({ field: filter }, value === MISSING ? {} : { field: value });

type Row = [filter: unknown, value: unknown, expected: boolean];

/**
 * Also runs every example under `$not`, which negates the result for any value. Inside `$or`,
 * operators compare the elements of a list.
 */
const field = (rows: Row[]) =>
  test.each(rows)('%j on %j: %s', (filter, value, expected) => {
    expect(fieldMatches(filter, value)).toBe(expected);
    expect(fieldMatches({ $not: filter }, value)).toBe(!expected);
    if (!Array.isArray(value)) expect(fieldMatches({ $or: [filter] }, value)).toBe(expected);
    expect(fieldMatches({ $and: [filter] }, value)).toBe(expected);
  });

describe('a bare value', () => {
  field([
    ['paid', 'paid', true],
    ['paid', 'Paid', false],
    ['', '', true],
    [1, 1, true],
    [1, 1.5, false],
    [0, -0, true],
    [1, '1', false],
    ['1', 1, false],
    [true, true, true],
    [true, 1, false],
    [false, null, false],
    [false, 0, false],
    ['', null, false],
    [null, null, true],
    [null, MISSING, false],
    ['paid', MISSING, false],
    [1, { a: 1 }, false],
    ['urgent', ['urgent', 'support'], true],
    ['nope', ['urgent', 'support'], false],
    [3, [1, 2, 3], true],
    [null, [1, null], true],
    [null, [], false],
    ['a', [['a']], true],
    [3, [1, [[2], [3]]], true],
    [4, [1, [[2], [3]]], false],
    ['a', [{ a: 'a' }], false],
  ]);
});

describe('a list', () => {
  field([
    [['a', 'b'], ['b', 'c', 'a'], true],
    [['a', 'b'], ['a', 'c'], false],
    [[], [], true],
    [[], ['a'], true],
    [[], {}, false],
    [['a'], 'a', false],
    [['a'], MISSING, false],
    [[{ $gt: 2 }, 1], [1, 2, 3], true],
    [[{ $gt: 3 }], [1, 2, 3], false],
    [[{ $eq: 3 }], [1, 2, 3], true],
    [[{ sku: 'x' }, { sku: 'y' }], [{ sku: 'y' }, { sku: 'x' }], true],
    [[{ sku: 'x' }, { sku: 'z' }], [{ sku: 'y' }, { sku: 'x' }], false],
    [[['a']], [['b', 'a']], true],
  ]);
});

describe('nested members', () => {
  field([
    [{ tier: 'gold' }, { tier: 'gold', since: 2020 }, true],
    [{ tier: 'gold', since: 2020 }, { tier: 'gold' }, false],
    [{ tier: 'gold' }, { tier: 'silver' }, false],
    [{ tier: 'gold' }, 'gold', false],
    [{ tier: 'gold' }, null, false],
    [{ tier: 'gold' }, MISSING, false],
    [{ a: { b: { c: 1 } } }, { a: { b: { c: 1, d: 2 } } }, true],
    [{ a: { b: { c: 1 } } }, { a: { b: {} } }, false],
    [{ a: { b: { c: 1 } } }, { a: 1 }, false],
    [{ sku: 'x' }, [{ sku: 'y' }, { sku: 'x' }], true],
    [
      { sku: 'x', n: 1 },
      [
        { sku: 'x', n: 2 },
        { sku: 'y', n: 1 },
      ],
      false,
    ],
    [{ n: { $lte: 10 } }, [{ n: 11 }, { n: 9 }], true],
    [{ n: { $lte: 10 } }, [{ n: 11 }, 9], false],
    [{ sku: 'x' }, [[{ sku: 'x' }]], true],
    [{ sku: 'x' }, [[{ sku: 'y' }], [[{ sku: 'z' }]]], false],
    [{}, {}, true],
    [{}, { a: 1 }, true],
    [{}, 1, false],
    [{}, MISSING, false],
    [{ a: { $exist: false } }, { b: 1 }, true],
    [{ a: { $exist: false } }, MISSING, false],
    [{ length: 1 }, ['a'], false],
    [{ length: 1 }, 'a', false],
  ]);
});

describe('$eq and $neq', () => {
  field([
    [{ $eq: 'a' }, 'a', true],
    [{ $eq: 2 }, 2, true],
    [{ $eq: 2 }, '2', false],
    [{ $eq: null }, null, true],
    [{ $eq: null }, MISSING, false],
    [{ $eq: 3 }, [1, 2, 3], false],
    [{ $eq: ['a', 'b'] }, ['a', 'b'], true],
    [{ $eq: ['a', 'b'] }, ['b', 'a'], false],
    [{ $eq: ['a', 'b'] }, ['a', 'b', 'c'], false],
    [{ $eq: ['a'] }, { 0: 'a', length: 1 }, false],
    [{ $eq: [] }, {}, false],
    [{ $eq: {} }, [], false],
    [{ $eq: { a: 1, b: [{ c: null }] } }, { b: [{ c: null }], a: 1 }, true],
    [{ $eq: { a: 1 } }, { a: 1, b: 2 }, false],
    [{ $eq: { a: 1, b: 2 } }, { a: 1 }, false],
    [{ $eq: { $gt: 1 } }, 2, false],
    [{ $eq: { $gt: 1 } }, { $gt: 1 }, true],
    [{ $neq: 'a' }, 'b', true],
    [{ $neq: 'a' }, 'a', false],
    [{ $neq: 2 }, '2', true],
    [{ $neq: null }, null, false],
    [{ $neq: 'a' }, MISSING, false],
    [{ $neq: ['a'] }, ['a'], false],
    [{ $neq: ['a'] }, ['b'], true],
    [{ $neq: { a: 1 } }, { a: 1, b: 2 }, true],
  ]);
});

describe('$gt, $gte, $lt and $lte', () => {
  field([
    [{ $gt: 1 }, 2, true],
    [{ $gt: 1 }, 1, false],
    [{ $gte: 1 }, 1, true],
    [{ $gte: 1 }, 0.9, false],
    [{ $lt: 1 }, -5, true],
    [{ $lt: 1 }, 1, false],
    [{ $lte: 1 }, 1, true],
    [{ $lte: 1 }, 1.1, false],
    [{ $gt: 'b' }, 'c', true],
    [{ $gt: 'b' }, 'b', false],
    [{ $gte: 'b' }, 'b', true],
    [{ $gt: 'b' }, 'ba', true],
    [{ $lt: 'ba' }, 'b', true],
    [{ $lt: 'b' }, 'B', true],
    [{ $lte: 'b' }, 'bb', false],
    [{ $gt: '' }, 'a', true],
    [{ $lt: '10' }, '9', false],
    [{ $gt: '2025-01-01T00:00:00Z' }, '2025-01-01T00:00:01Z', true],
    [{ $gt: '\u{ff5e}' }, '\u{1f600}', true],
    [{ $gt: 'x\u{ff5e}' }, 'x\u{1f600}y', true],
    [{ $lt: '\u{1f600}' }, '\u{ff5e}', true],
    [{ $lt: '\u{ff5e}' }, '\u{1f600}', false],
    [{ $gt: '\u{1f600}' }, '\u{1f600}\u{1f600}', true],
    [{ $gt: '\u{1f600}' }, '\u{1f601}', true],
    [{ $gt: 'é' }, 'z', false],
    [{ $gt: 1 }, '2', false],
    [{ $lt: 1 }, '0', false],
    [{ $gt: '1' }, 2, false],
    [{ $lte: 1 }, null, false],
    [{ $lte: 1 }, false, false],
    [{ $gte: 1 }, [2], false],
    [{ $gte: 1 }, { a: 2 }, false],
    [{ $gte: 1 }, MISSING, false],
    [{ $gt: 1, $lt: 3 }, 2, true],
    [{ $gt: 1, $lt: 3 }, 4, false],
    [{ $gt: 1, $lt: 3 }, 0, false],
  ]);
});

describe('$in and $nin', () => {
  field([
    [{ $in: ['paid', 'shipped'] }, 'paid', true],
    [{ $in: ['paid', 'shipped'] }, 'pai', false],
    [{ $in: [123, 456] }, 456, true],
    [{ $in: [123, 456] }, '456', false],
    [{ $in: [null, true] }, null, true],
    [{ $in: [null, true] }, true, true],
    [{ $in: [] }, 'a', false],
    [{ $in: ['a'] }, ['a'], false],
    [{ $in: ['a'] }, { a: 1 }, false],
    [{ $in: [null] }, MISSING, false],
    [{ $in: 'text' }, 'some-text-here', true],
    [{ $in: 'Text' }, 'some-text', false],
    [{ $in: '' }, 'any', true],
    [{ $in: 'test' }, ['test', 'other'], true],
    [{ $in: 'tes' }, ['test', 'other'], false],
    [{ $in: '1' }, 1, false],
    [{ $in: 'a' }, { a: 1 }, false],
    [{ $in: 'a' }, MISSING, false],
    [{ $nin: ['paid'] }, 'open', true],
    [{ $nin: ['paid'] }, 'paid', false],
    [{ $nin: [] }, 1, true],
    [{ $nin: 'some' }, 'some-text', false],
    [{ $nin: 'none' }, 'some-text', true],
    [{ $nin: 'test' }, ['test'], false],
    [{ $nin: 'none' }, ['test'], true],
    [{ $nin: ['a'] }, ['b'], false],
    [{ $nin: ['a'] }, {}, false],
    [{ $nin: 'a' }, 1, false],
    [{ $nin: 'a' }, null, false],
    [{ $nin: ['a'] }, MISSING, false],
  ]);
});

describe('$startsWith and $endsWith', () => {
  field([
    [{ $startsWith: 'some' }, 'some-text', true],
    [{ $startsWith: 'text' }, 'some-text', false],
    [{ $startsWith: ['else', 'some'] }, 'some-text', true],
    [{ $startsWith: ['else', 'text'] }, 'some-text', false],
    [{ $startsWith: [] }, 'some-text', false],
    [{ $startsWith: '' }, '', true],
    [{ $endsWith: '@example.com' }, 'ann@example.com', true],
    [{ $endsWith: 'ann' }, 'ann@example.com', false],
    [{ $endsWith: ['.org', '.com'] }, 'ann@example.com', true],
    [{ $endsWith: ['.org', '.net'] }, 'ann@example.com', false],
    [{ $startsWith: '1' }, 12, false],
    [{ $startsWith: 'a' }, ['a'], false],
    [{ $endsWith: 'l' }, null, false],
    [{ $startsWith: '' }, MISSING, false],
  ]);
});

describe('$exist', () => {
  field([
    [{ $exist: true }, 'else', true],
    [{ $exist: true }, null, true],
    [{ $exist: true }, MISSING, false],
    [{ $exist: false }, 'else', false],
    [{ $exist: false }, null, false],
    [{ $exist: false }, MISSING, true],
    [{ $exist: true, $in: 'el' }, 'else', true],
    [{ $exist: true, $in: 'no' }, 'else', false],
    [{ $exist: false, $eq: 1 }, MISSING, false],
  ]);
});

describe('$or, $and and $not of one field', () => {
  field([
    [{ $or: [1, 5] }, 5, true],
    [{ $or: [1, 5] }, 3, false],
    [{ $or: [1, 5] }, [3, 5], true],
    [{ $or: [] }, 1, false],
    [{ $or: [{ $exist: false }, null] }, MISSING, true],
    [{ $or: [{ $exist: false }, null] }, null, true],
    [{ $or: [{ $exist: false }, null] }, 'x', false],
    [{ $or: [{ a: 1 }, { b: { $in: 'x' } }] }, { b: 'xy' }, true],
    [{ $or: [{ a: 1 }, { b: { $in: 'x' } }] }, { b: 'y' }, false],
    [{ $and: [{ $gte: 1 }, { $lt: 5 }] }, 3, true],
    [{ $and: [{ $gte: 1 }, { $lt: 5 }] }, 7, false],
    [{ $and: [1, 2] }, 1, false],
    [{ $and: [1, 2] }, [2, 1], true],
    [{ $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }, true],
    [{ $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 3 }, false],
    [{ $and: [] }, MISSING, true],
    [{ $not: { $in: ['cancelled', 'refunded'] } }, 'paid', true],
    [{ $not: { $in: ['cancelled', 'refunded'] } }, 'refunded', false],
    [{ $not: { $in: ['cancelled', 'refunded'] } }, 5, true],
    [{ $not: { $in: ['cancelled', 'refunded'] } }, MISSING, true],
    [{ $not: 'a' }, 'b', true],
    [{ $not: 'a' }, ['b', 'a'], false],
    [{ $not: null }, null, false],
    [{ $not: { a: 1 } }, { a: 2 }, true],
    [{ $not: { a: 1 } }, [{ a: 2 }, { a: 1 }], false],
    [{ $not: { $not: { $gt: 1 } } }, 2, true],
    [{ $not: { $nin: ['a'] } }, 'a', true],
    [{ $not: { $nin: ['a'] } }, ['b'], true],
  ]);
});

describe('all entries of an object must match', () => {
  field([
    [{ $or: ['a', 'b'], $neq: 'a' }, 'b', true],
    [{ $or: ['a', 'b'], $neq: 'a' }, 'a', false],
    [{ $or: ['a', 'b'], $and: [{ $gt: 'a' }], $not: 'c' }, 'b', true],
    [{ $or: ['a', 'c'], $not: 'c' }, 'c', false],
    [{ $exist: true, a: 1 }, { a: 1 }, true],
    [{ $exist: true, a: 1 }, { a: 2 }, false],
    [{ $not: { b: 1 }, a: 1 }, { a: 1, b: 2 }, true],
    [{ $not: { b: 1 }, a: 1 }, { a: 1, b: 1 }, false],
    [{ $or: [{ b: 1 }, { b: 2 }], a: 1 }, { a: 1, b: 2 }, true],
    [{ $or: [{ b: 1 }, { b: 2 }], a: 1 }, { a: 2, b: 2 }, false],
    [{ $neq: [], sku: 'x' }, [{ sku: 'x' }], true],
  ]);
});

describe('names of inherited members', () => {
  test.each([
    ['{"constructor":{"$exist":false}}', '{}', true],
    ['{"toString":{"$exist":true}}', '{}', false],
    ['{"__proto__":{"$exist":true}}', '{}', false],
    ['{"__proto__":{"$exist":true}}', '{"__proto__":1}', true],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":1}}', true],
    ['{"__proto__":{"a":1}}', '{"__proto__":{"a":2}}', false],
    ['{"a":{"$eq":{"__proto__":{}}}}', '{"a":{}}', false],
    ['{"a":{"$eq":{"__proto__":{}}}}', '{"a":{"b":1}}', false],
    ['{"a":{"$eq":{"__proto__":{}}}}', '{"a":{"__proto__":{}}}', true],
    ['{"a":{"$eq":{"constructor":1}}}', '{"a":{"b":1}}', false],
  ])('are treated as ordinary names: %s on %s', (filter, data, expected) => {
    const document = filterDocument(anEvent({ data }));
    expect(decideFilter(JSON.parse(`{"data":${filter}}`), document).matches).toBe(expected);
  });
});

describe('$or over a list is true when one element satisfies one of the alternatives', () => {
  test.each<Row>([
    [[{ $eq: 'x' }, { $eq: 'z' }], ['x'], true],
    [[{ $eq: 'x' }, { $eq: 'z' }], ['y', 'z'], true],
    [[{ $eq: 'x' }, { $eq: 'z' }], ['y'], false],
    [[{ $eq: 'x' }, { $eq: 'z' }], [], false],
    [[{ $gt: 2 }, { $lt: 0 }], [3], true],
    [[{ $gt: 2 }, { $lt: 0 }], [1, -1], true],
    [[{ $gt: 2 }, { $lt: 0 }], [0, 1, 2], false],
    [[{ $gt: 2 }, { $lt: 0 }], ['3'], false],
    [[{ $gt: 1, $lt: 3 }], [0, 4], false],
    [[{ $gt: 1, $lt: 3 }], [0, 2], true],
    [[{ $gte: 'b' }, { $lte: 1 }], ['a', 1], true],
    [[{ $startsWith: 'ord' }, { $endsWith: '!' }], ['order'], true],
    [[{ $startsWith: 'ord' }, { $endsWith: '!' }], ['an order!'], true],
    [[{ $startsWith: 'ord' }, { $endsWith: '!' }], ['an order'], false],
    [[{ $in: ['a', 'b'] }, { $in: 'xy' }], ['b'], true],
    [[{ $in: ['a', 'b'] }, { $in: 'xy' }], ['wxyz'], true],
    [[{ $in: ['a', 'b'] }, { $in: 'xy' }], ['wxz'], false],
    [[{ $nin: ['a', 'b'] }], ['a', 'c'], true],
    [[{ $nin: ['a', 'b'] }], ['a', 'b'], false],
    [[{ $neq: 'a' }], ['a'], false],
    [[{ $neq: 'a' }], ['a', 'b'], true],
    [[{ $exist: true }], ['a'], true],
    [[{ $exist: true }], [], false],
    [[{ $exist: false }], ['a'], false],
    [[{ $not: 'a' }], ['a', 'b'], true],
    [[{ $not: 'a' }], ['a'], false],
    [[{ $eq: 'x' }], [['y'], [['x']]], true],
    [[{ sku: 'x' }, { sku: { $startsWith: 'y' } }], [{ sku: 'z' }, { sku: 'yz' }], true],
    [[{ sku: 'x', n: 1 }], [{ sku: 'x' }, { n: 1 }], false],
    [[{ $or: [{ $eq: 'x' }] }, { $eq: 'z' }], ['x'], true],
    [['x', { $gt: 5 }], ['x', 1], true],
    [['x', { $gt: 5 }], ['y', 6], true],
    // A list alternative is compared with the whole list.
    [[['a', 'b'], ['c']], ['b', 'a'], true],
    [[['a', 'b'], ['c']], ['a'], false],
    [[{ $eq: ['a', 'b'] }], ['a', 'b'], true],
    [[{ $eq: ['a', 'b'] }], ['b', 'a'], false],
  ])('%j on %j: %s', (alternatives, value, expected) => {
    expect(fieldMatches({ $or: alternatives }, value)).toBe(expected);
    expect(fieldMatches({ $not: { $or: alternatives } }, value)).toBe(!expected);
    expect(fieldMatches({ $and: [{ $or: alternatives }] }, value)).toBe(expected);
  });
});

describe('$and over a list', () => {
  field([
    [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1, b: 2 }], true],
    [{ $and: [{ a: 1 }, { b: 2 }] }, [{ a: 1 }, { b: 2 }], false],
    [{ $and: [{ $or: [{ a: 1 }, { a: 2 }] }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], false],
    [{ $and: [{ $or: [{ a: 1 }, { a: 2 }] }, { b: 1 }] }, [{ a: 2, b: 1 }], true],
    [{ $and: [{ $in: 'x' }, { $nin: 'y' }] }, ['x', 'z'], true],
    [{ $and: [{ $in: 'x' }, { $nin: 'y' }] }, ['x', 'y'], false],
    [{ $and: [{ $or: [{ $eq: 'x' }] }, { $or: [{ $eq: 'y' }] }] }, ['x', 'y'], true],
    [{ $and: [{ $or: [{ $eq: 'x' }] }, { $or: [{ $eq: 'y' }] }] }, ['x', 'z'], false],
  ]);
});

describe('a filter on a whole event', () => {
  const event = anEvent({
    id: 'evt_1',
    topic: 'orders',
    time: '2026-11-22T09:59:58.987654Z',
    metadata: { source: 'api' },
    data: '{"status":"paid","amount":1200}',
  });

  test.each([
    [{}, true],
    [{ id: 'evt_1' }, true],
    [{ id: 'evt_2' }, false],
    [{ topic: { $in: ['orders', 'users'] } }, true],
    [{ topic: 'users' }, false],
    [{ time: '2026-11-22T09:59:58Z' }, true],
    [{ time: { $gt: '2026-11-22T09:59:58Z' } }, false],
    [{ time: { $gte: '2026-11-01T00:00:00Z', $lt: '2026-12-01T00:00:00Z' } }, true],
    [{ metadata: { source: 'api' } }, true],
    [{ metadata: { source: 'web' } }, false],
    [{ metadata: { source: 'api', region: { $exist: false } } }, true],
    [{ data: { status: 'paid' }, metadata: { source: 'web' } }, false],
    [{ $or: [{ data: { status: 'open' } }, { data: { amount: { $gte: 1000 } } }] }, true],
    [{ $or: [{ data: { status: 'open' } }], data: { amount: 1200 } }, false],
    [{ $and: [{ data: { status: 'paid' } }, { topic: 'orders' }] }, true],
    [{ $and: [{ data: { status: 'paid' } }, { topic: 'users' }] }, false],
    [{ $not: { data: { status: 'paid' } } }, false],
    [{ $not: { data: { status: 'open' } }, $and: [{ topic: 'orders' }] }, true],
    [{ tenant_id: 'acme' }, false],
  ])('%j: %s', (filter, expected) => {
    expect(decideFilter(filter, filterDocument(event)).matches).toBe(expected);
  });

  test('the data is parsed once', () => {
    expect(filterDocument(event)).toBe(filterDocument(event));
    expect(filterDocument({ ...event, data: '{}' }).data).toEqual({});
  });
});
