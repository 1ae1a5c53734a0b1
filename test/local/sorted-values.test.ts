import { expect, test } from 'vitest';
import { SortedValues } from '../../local/tables/sorted-values.ts';

/** Values that are their own keys. */
const withKeys = (...keys: readonly string[]): SortedValues => {
  const values = new SortedValues();
  for (const key of keys) values.put(key, key, () => {});
  return values;
};

const read = (values: SortedValues, range: Parameters<SortedValues['createValueStream']>[0]) =>
  new Promise<unknown[]>((resolve) => {
    const found: unknown[] = [];
    const stream = values.createValueStream(range);
    stream.on('data', (value) => found.push(value));
    stream.on('end', () => resolve(found));
  });

const get = (values: SortedValues, key: string): unknown => {
  let found: unknown;
  values.get(key, (_, value) => {
    found = value;
  });
  return found;
};

test.for([
  [{}, 'a b c d'],
  [{ limit: -1 }, 'a b c d'],
  [{ gte: 'b', lt: 'd' }, 'b c'],
  [{ gt: 'b', lte: 'd' }, 'c d'],
  [{ gt: 'aa', limit: 2 }, 'b c'],
  [{ reverse: true }, 'd c b a'],
  [{ gte: 'b', lt: 'd', reverse: true }, 'c b'],
  [{ gt: 'b', lte: 'd', reverse: true }, 'd c'],
  [{ lt: 'c~', reverse: true, limit: 2 }, 'c b'],
  [{ gte: 'e' }, ''],
] as const)('a range %j has the keys %s', async ([range, keys]) => {
  const values = withKeys('d', 'b', 'a', 'c');
  expect((await read(values, range)).join(' ')).toBe(keys);
});

test('a destroyed stream returns no further values', () => {
  const stream = withKeys('a', 'b').createValueStream({});
  const found: unknown[] = [];
  return new Promise<void>((resolve) => {
    stream.on('end', () => expect.fail('it ended'));
    stream.on('data', (value) => {
      found.push(value);
      stream.destroy();
      setImmediate(() => {
        expect(found).toEqual(['a']);
        resolve();
      });
    });
  });
});

test('a stored value does not change with what was put or read', () => {
  const values = new SortedValues();
  const item = { count: 1 };
  values.put('a', item, () => {});
  item.count = 2;
  Object.assign(Object(get(values, 'a')), { count: 3 });
  expect(get(values, 'a')).toEqual({ count: 1 });
});

test('a value is gone after its deletion', () => {
  const values = withKeys('a');
  values.del('a', () => {});
  expect(get(values, 'a')).toBeUndefined();
});
