import { describe, expect, test } from 'vitest';
import { positionOf } from '../../lambdas/platform/dynamodb/timeline.ts';
import { parseBody } from '../../lambdas/platform/http/http-request.ts';
import { BulkRetryInput, timeRange, toFilter } from '../../lambdas/retries/retry-filter.ts';
import { NOW } from '../support/builders.ts';

const read = (body: object) => toFilter(parseBody(BulkRetryInput, JSON.stringify(body)));

describe('the body of a bulk retry', () => {
  test('accepts a string or a list of strings, and times or dates', () => {
    const body = {
      destination_id: 'des_1',
      topic: 'orders',
      event_id: ['evt_1', 'evt_2', 'evt_1'],
      code: 'AccessDenied',
      time: { gte: '2026-11-22', lt: '2026-11-22T10:00:00.5+01:00' },
    };
    expect(read(body)).toEqual({
      destination_id: 'des_1',
      topic: ['orders'],
      event_id: ['evt_1', 'evt_2'],
      code: ['AccessDenied'],
      time: { gte: '2026-11-22T00:00:00Z', lt: '2026-11-22T09:00:00.5Z' },
    });
  });

  test('treats null and missing fields as unrestricted', () => {
    const nothing = { topic: null, event_id: null, code: null, destination_id: null };
    expect(read({ ...nothing, time: { gte: '2026-11-22', lte: null } })).toEqual({
      time: { gte: '2026-11-22T00:00:00Z' },
    });
    expect(read({ time: null })).toEqual({ time: {} });
  });

  test.each([
    [{ topics: ['orders'] }, 'topics is not a known field; did you mean topic?'],
    [{ time: { from: '2026-11-22' } }, 'time.from is not a known field'],
    [{ time: { gte: 'yesterday' } }, 'time.gte must be an RFC 3339 time or a date'],
    [{ time: '2026-11-22' }, 'time must be an object'],
    [{ topic: [] }, 'topic must not be empty'],
    [{ topic: '' }, 'topic must not be empty'],
    [{ topic: 7 }, 'topic must be a string or a list of strings'],
    [{ code: ['AccessDenied', ''] }, 'code.1 must not be empty'],
    [{ code: [7] }, 'code must be a string or a list of strings'],
    [{ event_id: 'e'.repeat(129) }, 'event_id must have at most 128 characters'],
    [
      { event_id: Array.from({ length: 101 }, (_, n) => `evt_${n}`) },
      'event_id must have at most 100 entries',
    ],
    [{ tenant_id: '' }, 'tenant_id must not be empty'],
    [{ destination_id: ['des_1'] }, 'destination_id must be a string'],
  ])('%j is rejected', (body, error) => {
    const reading = () => read(body);
    expect(reading).toThrow(expect.objectContaining({ kind: 'invalid', data: [error] }));
  });
});

describe('the range of a bulk retry', () => {
  const at = (time: string) => positionOf(time, 'atm_1');
  const holds = (filter: Parameters<typeof timeRange>[0], time: string) => {
    const { after, before } = timeRange(filter, NOW);
    return at(time) > after && at(time) < before;
  };

  test('extends from its start to the time of the request, both inclusive', () => {
    const filter = { time: { gte: '2026-11-22T09:00:00Z' } };
    expect(holds(filter, '2026-11-22T08:59:59.999Z')).toBe(false);
    expect(holds(filter, '2026-11-22T09:00:00Z')).toBe(true);
    expect(holds(filter, NOW.toISOString())).toBe(true);
    expect(holds(filter, new Date(NOW.getTime() + 1).toISOString())).toBe(false);
  });

  test('ends earlier if the filter says so', () => {
    const filter = { time: { gt: '2026-11-22T09:00:00Z', lt: '2026-11-22T09:30:00Z' } };
    expect(holds(filter, '2026-11-22T09:00:00Z')).toBe(false);
    expect(holds(filter, '2026-11-22T09:29:59Z')).toBe(true);
    expect(holds(filter, '2026-11-22T09:30:00Z')).toBe(false);
  });

  test('starts with the first attempt when events are named', () => {
    expect(holds({ event_id: ['evt_1'], time: {} }, '2020-01-01T00:00:00Z')).toBe(true);
  });

  test.each([
    [{}, 'time.gte is required without event_id'],
    [{ lt: '2026-11-22T09:00:00Z' }, 'time.gte is required without event_id'],
    [
      { gte: '2026-11-22T09:00:00Z', lt: '2026-11-22T09:00:00Z' },
      'time must start before it ends, and must not start in the future',
    ],
    [
      { gte: '2026-11-23T00:00:00Z' },
      'time must start before it ends, and must not start in the future',
    ],
  ])('%j is rejected', (time, error) => {
    const range = () => timeRange({ time }, NOW);
    expect(range).toThrow(expect.objectContaining({ kind: 'invalid', data: [error] }));
  });
});
