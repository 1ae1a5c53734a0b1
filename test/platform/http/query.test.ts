import { expect, test } from 'vitest';
import { Query } from '../../../lambdas/platform/http/query.ts';

test.each(['id=a&id=b', 'id[]=a&id[]=b', 'id[0]=a&id[1]=b', 'id%5B0%5D=a&id%5B%5D=b&id='])(
  'accepts a list in the form %s',
  (raw) => {
    expect(new Query(raw).all('id')).toEqual(['a', 'b']);
  },
);

test('operators are not list items, and list items are not operators', () => {
  const query = new Query('time[gte]=2026-01-01&time[lt]=2027-01-01&id[0]=a');
  expect(query.all('time')).toEqual([]);
  expect(query.operators('time')).toEqual(['gte', 'lt']);
  expect(query.one('time[gte]')).toBe('2026-01-01');
});

test('a value over 512 bytes is rejected by its name', () => {
  expect(() => new Query(`id=${'x'.repeat(512)}`)).not.toThrow();
  expect(() => new Query(`id=${'x'.repeat(513)}`)).toThrow(
    expect.objectContaining({ status: 422, data: { 'query.id': 'must have at most 512 bytes' } }),
  );
});

test('the error about a parameter with a long name shortens the name', () => {
  const name = 'x'.repeat(1_000);
  expect(() => new Query(`${name}=${'x'.repeat(513)}`)).toThrow(
    expect.objectContaining({
      data: { [`query.${'x'.repeat(64)}…`]: 'must have at most 512 bytes' },
    }),
  );
});

test('more than 100 parameters are rejected', () => {
  const of = (count: number) => new Query(Array(count).fill('id=a').join('&'));
  expect(of(100).all('id')).toHaveLength(100);
  expect(() => of(101)).toThrow(
    expect.objectContaining({ status: 422, data: ['query must have at most 100 parameters'] }),
  );
});

test.each(['limit=5', 'limit[]=5', 'limit[0]=5', 'limit=&limit=5'])(
  'accepts a single value in the form %s',
  (raw) => {
    expect(new Query(raw).one('limit')).toBe('5');
  },
);

test('an empty value counts as absent', () => {
  expect(new Query('dir=').one('dir')).toBeUndefined();
});

test('an undeclared parameter cannot be read, and its name is reported', () => {
  const query = new Query('id[0]=a&idd=b&time[lt]=c&tme[lt]=d', ['id', 'time[gte]']);
  expect(query.all('idd')).toEqual([]);
  expect(query.names()).toEqual(['id[0]', 'time[lt]']);
  expect(query.undeclared).toEqual(['idd', 'tme[lt]']);
  expect(new Query('id=a').undeclared).toEqual([]);
});
