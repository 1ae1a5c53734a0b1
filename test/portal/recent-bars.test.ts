import { expect, test } from 'vitest';
import type { Api } from '../../portal/api.ts';
import { recentBars } from '../../portal/destinations/recent-bars.ts';

const row = (time_bucket: string, destination_id: string, successful_count: number) => ({
  time_bucket,
  dimensions: { destination_id },
  metrics: { successful_count, failed_count: 1 },
});

test('counts the last 24 hours of every destination with one request', async () => {
  const queries: unknown[] = [];
  const call = async (_method: string, _path: string, { query }: { query: unknown }) => {
    queries.push(query);
    const data = [
      row('2026-11-29T11:00:00Z', 'des_1', 2),
      row('2026-11-30T10:00:00Z', 'des_1', 3),
      row('2026-11-30T10:00:00Z', 'des_2', 0),
    ];
    return { data };
  };
  const api = { call } as unknown as Api;
  const now = new Date('2026-11-30T10:20:00Z');
  const bars = await recentBars(api, now, 'UTC', new AbortController().signal);
  const hour = { start: Date.parse('2026-11-30T10:00Z'), end: Date.parse('2026-11-30T11:00Z') };
  expect(bars.get('des_1')).toHaveLength(24);
  expect(bars.get('des_1')?.[0]).toMatchObject({ delivered: 2, failed: 1 });
  expect(bars.get('des_1')?.at(-1)).toEqual({ ...hour, delivered: 3, failed: 1 });
  expect(bars.get('des_2')?.at(-1)).toEqual({ ...hour, delivered: 0, failed: 1 });
  expect(queries).toEqual([
    expect.objectContaining({
      'time[start]': '2026-11-29T11:00:00.000Z',
      'time[end]': '2026-11-30T11:00:00.000Z',
      granularity: '1h',
      dimensions: 'destination_id',
    }),
  ]);
});
