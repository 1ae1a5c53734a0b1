import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { logger } from '../../../lambdas/platform/aws/logger.ts';
import { limitIn } from '../../../lambdas/platform/rate-limit/rate-limit.dynamo.ts';
import {
  type Acquire,
  BURST_SECONDS,
  type Limit,
} from '../../../lambdas/platform/rate-limit/rate-limit.ts';
import { NOW } from '../../support/builders.ts';
import { startTables, type Tables } from '../../support/tables.ts';

const RATE = 2;
const BURST = RATE * BURST_SECONDS;

let tables: Tables;
let names = 0;
let name = '';
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());
beforeEach(() => {
  names += 1;
  name = `tenant-${names}`;
});

/** The limit in a new function instance, without cached state. */
const aLimit = (perSecond = RATE, kind = 'TESTS', table = tables.destinations): Limit => {
  const limit = limitIn(tables.client, table, kind, perSecond);
  if (!limit) throw new Error('there is no limit');
  return limit;
};
const anInstance = (...options: Parameters<typeof aLimit>): Acquire => aLimit(...options).take;

const after = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

const NOW_TAKEN = { granted: true, waitSeconds: 0 };

/** Acquires `count` permits one after the other, at the same time. */
async function takeAll(take: Acquire, count: number, at = NOW, maxWaitSeconds = 0) {
  const permits = [];
  for (let n = 0; n < count; n += 1) permits.push(await take(name, at, maxWaitSeconds));
  return permits;
}

test('after a quiet time, permits for some seconds are granted at once, and then denied', async () => {
  const take = anInstance();
  expect(await takeAll(take, BURST)).toEqual(Array(BURST).fill(NOW_TAKEN));
  expect(await take(name, NOW)).toEqual({ granted: false, waitSeconds: 0.5 });
});

test('after a burst, permits are granted at the configured rate', async () => {
  const take = anInstance();
  await takeAll(take, BURST);
  expect(await take(name, after(0.5))).toEqual(NOW_TAKEN);
  expect(await take(name, after(0.75))).toEqual({ granted: false, waitSeconds: 0.25 });
  expect(await take(name, after(1))).toEqual(NOW_TAKEN);
});

test('a long quiet time saves no more permits than the burst', async () => {
  const take = anInstance();
  await takeAll(take, BURST);
  const granted = await takeAll(take, BURST + 1, after(86_400));
  expect(granted.filter((permit) => permit.granted)).toHaveLength(BURST);
});

test('instances share one limit, also when they call concurrently', async () => {
  const instances = Array.from({ length: 8 }, () => anInstance());
  const permits = await Promise.all(
    instances.flatMap((take) => [1, 2, 3].map(() => take(name, NOW))),
  );
  expect(permits.filter(({ granted }) => granted)).toHaveLength(BURST);
});

test('names and kinds have independent limits', async () => {
  await takeAll(anInstance(), BURST + 1);
  expect(await anInstance()('another', NOW)).toEqual(NOW_TAKEN);
  expect(await anInstance(RATE, 'OTHERS')(name, NOW)).toEqual(NOW_TAKEN);
});

test('a caller that may wait reserves a future permit of its own, within its maximum wait', async () => {
  const take = anInstance();
  await takeAll(take, BURST);
  const waits = (await takeAll(take, 5, NOW, 2)).map(({ granted, waitSeconds }) => [
    granted,
    waitSeconds,
  ]);
  expect(waits).toEqual([
    [true, 0.5],
    [true, 1],
    [true, 1.5],
    [true, 2],
    [false, 0.5],
  ]);
  expect(
    await take(name, NOW),
    'a caller without a maximum wait waits for all reserved permits',
  ).toEqual({
    granted: false,
    waitSeconds: 2.5,
  });
});

test('a rate that does not divide a second evenly is kept', async () => {
  const take = anInstance(7);
  const permits = [];
  for (let ms = 0; ms < 10_000; ms += 10) permits.push(await take(name, after(ms / 1_000)));
  expect(permits.filter(({ granted }) => granted)).toHaveLength(7 * BURST_SECONDS + 7 * 10 - 1);
});

test('a permit costs one write, and a repeated denial none', async () => {
  const send = vi.spyOn(tables.client, 'update');
  const take = anInstance();
  await take(name, NOW);
  expect(send).toHaveBeenCalledTimes(1);
  await take(name, after(60));
  expect(send).toHaveBeenCalledTimes(2);
  await takeAll(take, BURST - 1, after(60));
  expect(send).toHaveBeenCalledTimes(1 + BURST);
  await take(name, after(60));
  const callsBefore = send.mock.calls.length;
  await takeAll(take, 100, after(60.4));
  expect(send).toHaveBeenCalledTimes(callsBefore);
  send.mockRestore();
});

test('charged permits are missing from the burst', async () => {
  const { take, charge } = aLimit();
  await charge(name, NOW, BURST - 1);
  expect(await take(name, NOW)).toEqual(NOW_TAKEN);
  expect(await take(name, NOW)).toEqual({ granted: false, waitSeconds: 0.5 });
});

test('permits can be charged beyond the burst, which the following callers wait for', async () => {
  const { take, charge } = aLimit();
  await take(name, NOW);
  await charge(name, NOW, BURST + 3);
  expect(await take(name, NOW)).toEqual({ granted: false, waitSeconds: 2.5 });
  expect(await anInstance()(name, NOW), 'on another instance').toMatchObject({ granted: false });
  expect(await take(name, after(2.5))).toEqual(NOW_TAKEN);
});

test('concurrent charges by several instances are all counted', async () => {
  await Promise.all(Array.from({ length: 5 }, () => aLimit().charge(name, NOW, 4)));
  expect(await anInstance()(name, NOW)).toEqual({ granted: false, waitSeconds: 5.5 });
});

test('charging does not fail when the table is unavailable, and logs that it was not charged', async () => {
  const error = vi.spyOn(logger, 'error').mockReturnValue();
  await aLimit(RATE, 'TESTS', 'no-such-table').charge(name, NOW, 3);
  expect(error).toHaveBeenCalledExactlyOnceWith(
    'rate limit not charged; its permits are not used up',
    expect.objectContaining({ kind: 'TESTS', name, permits: 3 }),
  );
  error.mockRestore();
});

test('a counter expires after a day without requests', async () => {
  await anInstance()(name, NOW);
  const { Item } = await tables.sdk.send(
    new GetCommand({
      TableName: tables.destinations,
      Key: { pk: `RATE_LIMIT#TESTS#${name}`, sk: 'STATE' },
    }),
  );
  expect(Item).toMatchObject({ expires_at: Math.floor(NOW.getTime() / 1_000) + 86_400 });
});

test('fails open when the table is unavailable, and logs an error', async () => {
  const error = vi.spyOn(logger, 'error');
  const take = anInstance(RATE, 'TESTS', 'no-such-table');
  expect(await takeAll(take, BURST + 1)).toEqual(Array(BURST + 1).fill(NOW_TAKEN));
  expect(error).toHaveBeenCalledWith(
    'rate limit not checked; request or event accepted',
    expect.objectContaining({ kind: 'TESTS', name }),
  );
  error.mockRestore();
});

test('a limit of 0 means no limit', () => {
  expect(limitIn(tables.client, tables.destinations, 'TESTS', 0)).toBeUndefined();
});
