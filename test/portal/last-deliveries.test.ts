import { expect, test } from 'vitest';
import type { Api } from '../../portal/api.ts';
import { lastDeliveries } from '../../portal/destinations/last-deliveries.ts';

const row = (day: string, destination_id: string, successful_count: number) => ({
  time_bucket: `${day}T00:00:00Z`,
  dimensions: { destination_id },
  metrics: { successful_count },
});

test('finds the newest day with a delivery, by destination', async () => {
  const queries: unknown[] = [];
  const call = async (_method: string, _path: string, { query }: { query: unknown }) => {
    queries.push(query);
    const data = [
      row('2026-11-29', 'des_1', 3),
      row('2026-11-28', 'des_1', 1),
      row('2026-11-30', 'des_1', 0),
      row('2026-11-30', 'des_2', 0),
    ];
    return { data };
  };
  const now = new Date('2026-11-30T10:00:00Z');
  const days = await lastDeliveries({ call } as unknown as Api, now, new AbortController().signal);
  expect([...days]).toEqual([['des_1', '2026-11-29']]);
  expect(queries).toEqual([
    expect.objectContaining({
      'time[start]': '2026-10-31T10:00:00.000Z',
      'time[end]': '2026-11-30T10:01:00.000Z',
      granularity: '1d',
    }),
  ]);
});
