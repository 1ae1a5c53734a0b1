import { expect, test } from 'vitest';
import { idBatches } from '../../portal/data/id-batches.ts';

const ids = (count: number, id = (index: number) => `evt_${index}`) =>
  Array.from({ length: count }, (_, index) => id(index));

test('puts the ids of a usual page into one query', () => {
  expect(idBatches('event_id', ids(50))).toEqual([ids(50)]);
});

test('returns no query without ids', () => {
  expect(idBatches('event_id', [])).toEqual([]);
});

test.each([
  ['many ids', ids(250)],
  ['long ids', ids(50, (index) => `${index}${'é'.repeat(124)}`)],
])('stays within the limits of the API with %s', (_, given) => {
  const batches = idBatches('event_id', given);
  expect(batches.length).toBeGreaterThan(1);
  expect(batches.flat()).toEqual(given);
  for (const batch of batches) {
    const query = new URLSearchParams(batch.map((id) => ['event_id', id]));
    expect(query.toString().length).toBeLessThanOrEqual(4_000);
    expect(query.size).toBeLessThanOrEqual(90);
  }
});
