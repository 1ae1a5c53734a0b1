import { describe, expect, test } from 'vitest';
import {
  BY_CREATION,
  BY_TIME,
  pageOf,
  pageRequestOf,
  type Rows,
} from '../../../lambdas/platform/http/pagination.ts';
import { Query } from '../../../lambdas/platform/http/query.ts';

const requestOf = (raw: string) => pageRequestOf(new Query(raw), BY_TIME);

const cursorOf = (position: Buffer): string =>
  Buffer.concat([Buffer.from('wb1:'), position]).toString('base64url');

describe('a page request', () => {
  test('rejects a cursor that is too long for a key of DynamoDB, counted in bytes', () => {
    const position = '名'.repeat(341);
    expect(requestOf(`next=${cursorOf(Buffer.from(position))}`).from?.position).toBe(position);
    for (const long of [Buffer.from(`${position}名`), Buffer.alloc(400, 0xff)]) {
      expect(() => requestOf(`next=${cursorOf(long)}`)).toThrow('query.next is not a valid cursor');
    }
  });

  test('without parameters has the default order and size', () => {
    expect(requestOf('')).toEqual({ dir: 'desc', limit: 100 });
  });

  test.each([
    ['limit=1', 1],
    ['limit=5', 5],
    ['limit=1000', 1000],
  ])('with %s has %i rows', (raw, limit) => {
    expect(requestOf(raw).limit).toBe(limit);
  });

  test.each([
    ['dir=up', 422, { 'query.dir': 'must be asc or desc' }],
    ['order_by=id', 422, { 'query.order_by': 'must be time' }],
    ['next=a&prev=b', 400, undefined],
    ['next=rubbish', 400, undefined],
    ['prev=%FF', 400, undefined],
    [`next=${Buffer.from(`wb1:${'x'.repeat(1_025)}`).toString('base64url')}`, 400, undefined],
  ])('with %s is rejected', (raw, status, data) => {
    expect(() => requestOf(raw)).toThrow(expect.objectContaining({ status, data }));
  });
});

test.each(['0', '101', '5000', '-3', 'rubbish', '1.5', '1e1', '0x10', '%205', '9007199254740993'])(
  'a limit of %s, which is not from 1 to 100, is rejected',
  (value) => {
    const raw = `limit=${value}`;
    expect(() => pageRequestOf(new Query(raw), BY_CREATION)).toThrow(
      expect.objectContaining({ status: 400, message: expect.stringContaining('1 to 100') }),
    );
    expect(pageRequestOf(new Query('limit=100'), BY_CREATION).limit).toBe(100);
  },
);

describe('a page', () => {
  const rows = [{ position: 'c' }, { position: 'b' }];

  test('has no cursors when there are no more rows', () => {
    const { pagination } = pageOf(requestOf('limit=2'), BY_TIME, { rows, more: false });
    expect(pagination).toEqual({ order_by: 'time', dir: 'desc', limit: 2, next: null, prev: null });
  });

  test('has cursors to the next and the previous page', () => {
    const first = pageOf(requestOf('limit=2'), BY_TIME, { rows, more: true });
    expect(requestOf(`next=${first.pagination.next}`).from).toEqual({
      position: 'b',
      side: 'next',
    });
    const second = pageOf(requestOf(`next=${first.pagination.next}`), BY_TIME, {
      rows: [{ position: 'a' }],
      more: false,
    });
    expect(second.pagination.next).toBeNull();
    expect(requestOf(`prev=${second.pagination.prev}`).from).toEqual({
      position: 'a',
      side: 'prev',
    });
  });

  test('that ended early continues where reading stopped, even when it is empty', () => {
    const early = pageOf(requestOf('limit=2'), BY_TIME, { rows: [], more: true, readTo: 'x' });
    expect(early.pagination.prev).toBeNull();
    expect(requestOf(`next=${early.pagination.next}`).from).toEqual({
      position: 'x',
      side: 'next',
    });
    const back = requestOf(`prev=${early.pagination.next}`);
    const earlier = pageOf(back, BY_TIME, { rows: [{ position: 'y' }], more: true, readTo: 'z' });
    expect(requestOf(`prev=${earlier.pagination.prev}`).from).toEqual({
      position: 'z',
      side: 'prev',
    });
    expect(requestOf(`next=${earlier.pagination.next}`).from).toEqual({
      position: 'y',
      side: 'next',
    });
  });

  describe('without rows, because they are gone,', () => {
    const cursor = (position: string) => Buffer.from(`wb1:${position}`).toString('base64url');
    const pageFrom = (side: 'next' | 'prev', dir: 'asc' | 'desc', found: Partial<Rows<never>>) => {
      const request = requestOf(`${side}=${cursor('p')}&dir=${dir}`);
      return pageOf(request, BY_TIME, { rows: [], more: false, ...found }).pagination;
    };

    test('that was read backwards leads forwards again, from where reading stopped', () => {
      const { next, prev } = pageFrom('prev', 'desc', { more: true, readTo: 'x' });
      expect([next, prev]).toEqual([cursor('x'), cursor('x')]);
    });

    test('that was read forwards leads backwards again, from where reading stopped', () => {
      const { next, prev } = pageFrom('next', 'asc', { more: true, readTo: 'x' });
      expect([next, prev]).toEqual([cursor('x'), cursor('x')]);
    });

    test.each([
      ['asc', 'prev', { next: cursor(' '), prev: null }],
      ['desc', 'prev', { next: cursor('~'), prev: null }],
      ['asc', 'next', { next: null, prev: cursor('~') }],
      ['desc', 'next', { next: null, prev: cursor(' ') }],
    ] as const)('at the end of the list leads back from that end: %s, %s', (dir, side, cursors) => {
      expect(pageFrom(side, dir, {})).toMatchObject(cursors);
    });

    test('has no cursors on the first page of an empty list', () => {
      const { pagination } = pageOf(requestOf(''), BY_TIME, { rows: [], more: false });
      expect(pagination).toMatchObject({ next: null, prev: null });
    });
  });

  test('that was read backwards is returned in order', () => {
    const back = pageOf(requestOf(`prev=${Buffer.from('wb1:a').toString('base64url')}`), BY_TIME, {
      rows: [{ position: 'b' }, { position: 'c' }],
      more: false,
    });
    expect(back.models.map(({ position }) => position)).toEqual(['c', 'b']);
    expect(back.pagination.prev).toBeNull();
    expect(back.pagination.next).not.toBeNull();
  });
});
