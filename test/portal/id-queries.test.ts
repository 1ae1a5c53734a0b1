import { expect, test } from 'vitest';
import { idQueries } from '../../portal/data/id-queries.ts';

const ids = (count: number, id = (index: number) => `evt_${index}`) =>
  Array.from({ length: count }, (_, index) => id(index));

test('puts the ids of a usual page into one query', () => {
  expect(idQueries('event_id', ['a&b', 'c'])).toEqual(['event_id=a%26b&event_id=c']);
  expect(idQueries('event_id', ids(50))).toHaveLength(1);
});

test('asks nothing without ids', () => {
  expect(idQueries('event_id', [])).toEqual([]);
});

test.each([
  ['many ids', ids(250)],
  ['long ids', ids(50, (index) => `${index}${'é'.repeat(124)}`)],
])('stays within the limits of the API with %s', (_, given) => {
  const queries = idQueries('event_id', given);
  expect(queries.length).toBeGreaterThan(1);
  for (const query of queries) {
    expect(query.length).toBeLessThanOrEqual(4_000);
    expect([...new URLSearchParams(query)].length).toBeLessThanOrEqual(90);
  }
  const asked = queries.flatMap((query) => new URLSearchParams(query).getAll('event_id'));
  expect(asked).toEqual(given);
});
