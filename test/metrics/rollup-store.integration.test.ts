import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Sample } from '../../lambdas/metrics/measures.ts';
import { ROLLUPS, tenantPartition } from '../../lambdas/metrics/rollup.ts';
import { RollupCounters, rollUpOne, writeRollups } from '../../lambdas/metrics/rollup-counters.ts';
import type { RollupQuery } from '../../lambdas/metrics/rollup-queries.ts';
import { RollupStore } from '../../lambdas/metrics/rollup-store.dynamo.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const DAY = '2026-11-22';
let tables: Tables;
let rollups: RollupStore;
let counters: RollupCounters;
let updates = 0;
/** Updates that have begun and not ended, now and at most. */
const concurrent = { now: 0, most: 0 };

beforeAll(async () => {
  tables = await startTables();
  const update = tables.client.update.bind(tables.client);
  tables.client.update = (...given) => {
    updates += 1;
    concurrent.now += 1;
    concurrent.most = Math.max(concurrent.most, concurrent.now);
    return update(...given).finally(() => {
      concurrent.now -= 1;
    });
  };
  rollups = new RollupStore(tables.client, tables.log, 30, () => NOW);
});
afterAll(() => tables.stop());

beforeEach(() => {
  counters = new RollupCounters();
  updates = 0;
  concurrent.most = 0;
});

const endOfBatch = (given: { random?: number; signal?: AbortSignal } = {}) =>
  writeRollups(
    { counters: counters, rollups, random: () => given.random ?? 0 },
    given.signal ?? AbortSignal.timeout(5_000),
  );

const itemsOf = async (tenantId: string, kind: 'EVENTS' | 'ATTEMPTS' = 'ATTEMPTS') => {
  const { Items = [] } = await tables.sdk.send(
    new QueryCommand({
      TableName: tables.log,
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :tenant)',
      ExpressionAttributeValues: {
        ':pk': tenantPartition(kind, DAY, tenantId),
        ':tenant': `${tenantId}#`,
      },
    }),
  );
  return Items;
};

test('the counts of a batch with many topics are not written all at once', async () => {
  const topics = [...Array(100).keys()].map((n) => `topic_${n}`);
  counters.deliveredEvents(anAttempt({ tenant_id: 'topics' }), topics);
  await endOfBatch();
  expect(updates).toBe(2 * (topics.length + 1));
  expect(concurrent.most).toBeLessThanOrEqual(50);
});

test('the counts of two batches are added by minute, in one item per hour and dimensions', async () => {
  const attempt = (time: string) => counters.attempt(anAttempt({ tenant_id: 'adding', time }));
  attempt('2026-11-22T10:17:01.000Z');
  attempt('2026-11-22T10:17:02.000Z');
  await endOfBatch();
  attempt('2026-11-22T10:17:03.000Z');
  attempt('2026-11-22T10:18:00.000Z');
  await endOfBatch();
  expect(await itemsOf('adding')).toEqual([
    {
      pk: expect.stringMatching(/^ROLLUPS#ATTEMPTS#2026-11-22#TENANTS#\d+$/),
      sk: expect.stringMatching(/^adding#2026-11-22T10#[\w-]{16}$/),
      topic: 'orders',
      destination_id: 'des_1',
      destination_type: 'aws_s3',
      status: 'failed',
      code: 'SlowDown',
      manual: 'false',
      attempt_number: '1',
      hour: '2026-11-22T10',
      m17: 3,
      m18: 1,
      total: 4,
      expires_at: NOW.getTime() / 1000 + 30 * 86_400,
    },
  ]);
});

test('the latencies of two batches are added in the same item', async () => {
  const attempt = (latency_ms: number) =>
    counters.attempt(anAttempt({ tenant_id: 'timed', latency_ms }));
  for (const ms of [4, 40, 3_000]) attempt(ms);
  await endOfBatch();
  for (const ms of [2, 50]) attempt(ms);
  await endOfBatch();
  expect(updates).toBe(4);
  const latencies = { l0: 2, l5: 2, l15: 1, l_sum: 3_096, l_first: 6, l_last: 3_000 };
  expect(await itemsOf('timed')).toMatchObject([{ ...latencies, total: 5 }]);
});

test('a rollup is in no timeline', async () => {
  counters.attempt(anAttempt({ tenant_id: 'unlisted' }));
  await endOfBatch();
  for (const IndexName of ['by-owner', 'by-platform']) {
    const { Items = [] } = await tables.sdk.send(
      new ScanCommand({ TableName: tables.log, IndexName }),
    );
    expect(Items.filter(({ pk }) => String(pk).startsWith(ROLLUPS))).toEqual([]);
  }
});

describe('the writes of a batch of ten', () => {
  const batch = (tenantOf: (n: number) => string, count = 10) => {
    for (let n = 0; n < count; n += 1) {
      const tenant_id = tenantOf(n);
      counters.attempt(anAttempt({ tenant_id, event_id: `evt_${n}` }));
      counters.event(anEvent({ tenant_id, id: `evt_${n}` }), ['des_1']);
    }
    return endOfBatch();
  };

  test('are four when all events are for one destination', async () => {
    await batch(() => 'acme');
    expect(updates).toBe(4);
  });

  test('are twenty-two when the events are for ten tenants', async () => {
    await batch((n) => `tenant-${n}`);
    expect(updates).toBe(22);
  });

  test('are four for a batch of one event', async () => {
    await batch(() => 'acme', 1);
    expect(updates).toBe(4);
  });
});

test('a failed rollup write drops its counts, and the batch succeeds', async () => {
  counters.attempt(anAttempt({ tenant_id: 'lost' }));
  await endOfBatch({ signal: AbortSignal.abort() });
  expect(await itemsOf('lost')).toEqual([]);
});

test('an attempt without a batch is counted by itself', async () => {
  const count = rollUpOne({ rollups, random: () => 0 });
  const attempt = anAttempt({ tenant_id: 'alone', code: 'cancelled' });
  await count(attempt, '2026-11-22T09:59:58Z', ['des_1']);
  expect(await itemsOf('alone')).toMatchObject([{ code: 'cancelled', total: 1 }]);
  expect(await itemsOf('alone', 'EVENTS')).toMatchObject([{ destination_ids: ['des_1'], m59: 1 }]);
});

test('the item of a busy hour is not much more than 1 KB', async () => {
  for (let minute = 0; minute < 60; minute += 1) {
    const time = `2026-11-22T10:${String(minute).padStart(2, '0')}:00.000Z`;
    for (let n = 0; n < 1_000; n += 1) {
      // Most take their usual time, and some much longer.
      const latency_ms = 20 + (n % 80) + (n % 100 === 0 ? 1_800 : 0);
      counters.attempt(anAttempt({ tenant_id: 'busy', time, latency_ms }));
    }
  }
  await endOfBatch();
  const [item = {}] = await itemsOf('busy');
  expect(Object.keys(item).filter((name) => /^m\d\d$/.test(name))).toHaveLength(60);
  // Names and text by their bytes; numbers of up to four digits in three: Developer Guide, Item sizes.
  const bytes = Object.entries(item).map(
    ([name, value]) =>
      name.length + (typeof value === 'number' ? 3 : Buffer.byteLength(String(value))),
  );
  expect(bytes.reduce((sum, size) => sum + size)).toBeLessThan(1_024);
});

describe('reading', () => {
  const queryFor = (tenant: string): RollupQuery => ({
    pk: tenantPartition('EVENTS', DAY, tenant),
    from: `${tenant}#2026-11-22T09`,
    to: `${tenant}#2026-11-22T09~`,
    byMinute: true,
  });

  const readAll = async (queries: readonly RollupQuery[], max = 10, wants = 10) => {
    const samples: Sample[] = [];
    const take = (sample: Sample) => samples.push(sample) <= wants;
    const all = await rollups.read(queries, max, take);
    return { samples, all };
  };

  const read = (max: number, wants: number, ...tenants: string[]) =>
    readAll(tenants.map(queryFor), max, wants);

  const countsOf = ({ samples }: { samples: readonly Sample[] }) =>
    samples.flatMap(({ counts }) =>
      [...counts].map(({ time, count }) => [new Date(time).toISOString(), count]),
    );

  beforeAll(async () => {
    counters = new RollupCounters();
    for (const hour of ['08', '09', '10']) {
      counters.event(anEvent({ tenant_id: 'read', time: `2026-11-22T${hour}:58:00Z` }), ['des_1']);
    }
    for (const topic of ['a', 'b', 'c']) {
      counters.event(anEvent({ tenant_id: 'read-2', topic }), ['des_1', 'des_2']);
    }
    await endOfBatch();
  });

  test('returns only the counts of the requested hours', async () => {
    const { samples, all } = await read(10, 10, 'read');
    expect(all).toBe(true);
    expect(samples.map(({ counts, ...rest }) => ({ ...rest, counts: [...counts] }))).toEqual([
      {
        values: { tenant_id: 'read', topic: 'orders' },
        destinationIds: ['des_1'],
        counts: [{ time: Date.parse('2026-11-22T09:58:00Z'), count: 1 }],
      },
    ]);
  });

  test('returns the total of an hour when minutes are not requested', async () => {
    counters.event(anEvent({ tenant_id: 'totalled', time: '2026-11-22T09:00:00Z' }), ['des_1']);
    counters.event(anEvent({ tenant_id: 'totalled', time: '2026-11-22T09:59:00Z' }), ['des_1']);
    await endOfBatch();
    const query = queryFor('totalled');
    expect(countsOf(await readAll([query]))).toEqual([
      ['2026-11-22T09:00:00.000Z', 1],
      ['2026-11-22T09:59:00.000Z', 1],
    ]);
    expect(countsOf(await readAll([{ ...query, byMinute: false }]))).toEqual([
      ['2026-11-22T09:00:00.000Z', 2],
    ]);
  });

  test.each([true, false])(
    'omits other hours when no tenants are named (by minute: %s)',
    async (byMinute) => {
      const { pk } = queryFor('read');
      const hours = { first: '2026-11-22T09', last: '2026-11-22T09' };
      const query = { pk, from: 'read#', to: 'read#~', hours, byMinute };
      expect((await readAll([query])).samples).toHaveLength(1);
    },
  );

  test('reads all partitions and reports completeness', async () => {
    const { samples, all } = await read(4, 10, 'read', 'read-2', 'nobody');
    expect(samples).toHaveLength(4);
    expect(all).toBe(true);
  });

  test('skips expired rollups that DynamoDB has not deleted yet', async () => {
    const kept = new RollupStore(tables.client, tables.log, 30, () => NOW);
    const later = new Date(NOW.getTime() + 30 * 86_400_000);
    const expired = new RollupStore(tables.client, tables.log, 30, () => later);
    const found = async (store: RollupStore) => {
      const samples: Sample[] = [];
      await store.read([queryFor('read')], 10, (sample) => samples.push(sample) > 0);
      return samples.length;
    };
    expect(await found(kept)).toBe(1);
    expect(await found(expired)).toBe(0);
  });

  test('stops at the read limit and reports it', async () => {
    expect((await read(2, 10, 'read-2')).all).toBe(false);
  });

  test('stops when the consumer stops, and reports it', async () => {
    expect(await read(10, 1, 'read-2')).toMatchObject({ all: false, samples: { length: 2 } });
  });
});

test('the platform’s rollups are spread randomly over partitions', async () => {
  const topic = 'spread';
  for (const random of [0, 0.3, 0.6, 0.999]) {
    counters.event(anEvent({ topic }), ['des_1']);
    await endOfBatch({ random });
  }
  const { Items = [] } = await tables.sdk.send(new ScanCommand({ TableName: tables.log }));
  const partitions = Items.filter((item) => item.topic === topic && /#PLATFORM#/.test(item.pk));
  expect(partitions.map(({ pk }) => String(pk)).sort()).toEqual(
    [0, 1, 2, 3].map((shard) => `ROLLUPS#EVENTS#2026-11-22#PLATFORM#${shard}`),
  );
});
