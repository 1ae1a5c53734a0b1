import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NONE_SKIPPED, type RetryJob } from '../../lambdas/retries/retry-job.ts';
import { NOW } from '../support/builders.ts';
import { at, startRetrier, type Tried } from './retrier.ts';

/** Fewer deliveries than in a deployed step, so that a job of several steps is small. */
const PER_STEP = 40;

let retrier: Awaited<ReturnType<typeof startRetrier>>;
beforeAll(async () => {
  retrier = await startRetrier(PER_STEP);
});
afterAll(() => retrier.stop());
beforeEach(() => retrier.forget());

describe('a job', () => {
  test('queues each of 100 failed deliveries once, page by page, within its rate limit', async () => {
    await retrier.tenantWith('many', { id: 'des_1' }, { id: 'des_2' });
    const ids = Array.from({ length: 100 }, (_, n) => `many_${String(n).padStart(3, '0')}`);
    await Promise.all(
      ids.map((event_id, n) =>
        retrier.tried({
          tenant_id: 'many',
          event_id,
          destination_id: n % 2 ? 'des_1' : 'des_2',
          // Many of them at the same time.
          made: [['failed', Math.floor(n / 20)]],
        }),
      ),
    );
    const job = await retrier.run(await retrier.added({ tenant_id: 'many' }));
    expect(retrier.queued.map(({ event }) => event.id).sort()).toEqual(ids);
    expect(retrier.queued[0]).toMatchObject({ attempt_number: 2, manual: true });
    expect(retrier.queued[0]).not.toHaveProperty('even_blocked');
    expect(retrier.asked.map(({ step, delaySeconds }) => [step, delaySeconds])).toEqual([
      [0, 0],
      [1, 1],
      [2, 1],
    ]);
    expect(job).toMatchObject({
      status: 'completed',
      completed_at: NOW.toISOString(),
      step: 3,
      scanned: 100,
      queued: 100,
      skipped: NONE_SKIPPED,
    });
  });

  test('that finds nothing completes with zero counts', async () => {
    await retrier.tenantWith('none', { id: 'des_1' });
    await retrier.tried({ tenant_id: 'none', event_id: 'none_1', made: [['success', 1]] });
    const job = await retrier.run(await retrier.added({ tenant_id: 'none' }));
    expect(job).toMatchObject({ status: 'completed', scanned: 1, queued: 0 });
    expect(job?.skipped).toEqual(NONE_SKIPPED);
    expect(retrier.queued).toEqual([]);
  });

  test('counts skipped deliveries by reason', async () => {
    await retrier.tenantWith(
      'reasons',
      { id: 'des_1' },
      { id: 'des_off', disabled_at: NOW.toISOString() },
      { id: 'des_users', topics: ['users'] },
      { id: 'des_gone' },
    );
    await retrier.destinations.delete({ tenant_id: 'reasons', id: 'des_gone' }, NOW);
    const tenant_id = 'reasons';
    const made: Tried['made'] = [['failed', 1]];
    await retrier.tried({ tenant_id, event_id: 'r_ok', made });
    await retrier.tried({ tenant_id, event_id: 'r_later', made: [...made, ['success', 2]] });
    await retrier.tried({ tenant_id, event_id: 'r_off', destination_id: 'des_off', made });
    await retrier.tried({ tenant_id, event_id: 'r_users', destination_id: 'des_users', made });
    await retrier.tried({ tenant_id, event_id: 'r_gone', destination_id: 'des_gone', made });
    await retrier.attempted({ tenant_id, event_id: 'r_expired' }, 1);
    const job = await retrier.run(await retrier.added({ tenant_id }));
    expect(retrier.names()).toEqual(['r_ok 2']);
    expect(job).toMatchObject({
      scanned: 7,
      queued: 1,
      skipped: {
        delivered: 1,
        destination_deleted: 1,
        destination_disabled: 1,
        no_match: 1,
        event_expired: 1,
      },
    });
  });

  test('queues a delivery once, after its last attempt, regardless of the time between attempts', async () => {
    await retrier.tenantWith('apart', { id: 'des_1' });
    const tenant_id = 'apart';
    await retrier.tried({
      tenant_id,
      event_id: 'apart_often',
      made: [
        ['failed', 0],
        ['failed', 1],
        ['failed', 9],
      ],
    });
    await Promise.all(
      Array.from({ length: 48 }, (_, n) =>
        retrier.tried({ tenant_id, event_id: `apart_${n}`, made: [['failed', 5]] }),
      ),
    );
    const job = await retrier.run(await retrier.added({ tenant_id }));
    expect(retrier.names().filter((name) => name.startsWith('apart_often'))).toEqual([
      'apart_often 4',
    ]);
    expect(job).toMatchObject({ scanned: 51, queued: 49 });
  });

  test('ignores a delivery whose last attempt is outside its range', async () => {
    await retrier.tenantWith('range', { id: 'des_1' });
    const tenant_id = 'range';
    await retrier.tried({ tenant_id, event_id: 'range_before', made: [['failed', 1]] });
    await retrier.tried({ tenant_id, event_id: 'range_in', made: [['failed', 3]] });
    const later: Tried['made'] = [
      ['failed', 3],
      ['failed', 7],
    ];
    await retrier.tried({ tenant_id, event_id: 'range_after', made: later });
    const between = { after: at(2).toISOString(), before: at(5).toISOString() };
    const job = await retrier.run(await retrier.added({ tenant_id, ...between }));
    expect(retrier.names()).toEqual(['range_in 2']);
    expect(job).toMatchObject({ scanned: 2, queued: 1, skipped: NONE_SKIPPED });
  });
});

describe('a job takes', () => {
  beforeAll(async () => {
    const failed: Tried['made'] = [['failed', 1]];
    for (const tenant_id of ['one', 'two']) {
      await retrier.tenantWith(tenant_id, { id: 'des_1' }, { id: 'des_2' });
      const of = { tenant_id, topic: `f-${tenant_id}` };
      await retrier.tried({ ...of, event_id: `${tenant_id}_a`, made: failed });
      await retrier.tried({
        ...of,
        event_id: `${tenant_id}_b`,
        destination_id: 'des_2',
        made: failed,
      });
      await retrier.tried({
        ...of,
        event_id: `${tenant_id}_c`,
        made: [['failed', 1, 'AccessDenied']],
      });
      await retrier.tried({ ...of, event_id: `${tenant_id}_d`, topic: 'f-users', made: failed });
    }
  });

  const time = {};
  test.each<[string, Partial<RetryJob>, string[]]>([
    ['one tenant', { tenant_id: 'one' }, ['one_a', 'one_b', 'one_c', 'one_d']],
    ['one destination', { tenant_id: 'one', filter: { destination_id: 'des_2', time } }, ['one_b']],
    ['one code', { tenant_id: 'two', filter: { code: ['AccessDenied'], time } }, ['two_c']],
    ['one topic', { tenant_id: 'two', filter: { topic: ['f-users'], time } }, ['two_d']],
    [
      'some events, of the tenant alone',
      { tenant_id: 'two', filter: { event_id: ['two_a', 'two_b', 'one_a', 'none'], time } },
      ['two_a', 'two_b'],
    ],
    [
      'all tenants',
      { tenant_id: null, filter: { topic: ['f-one', 'f-two'], time } },
      ['one_a', 'one_b', 'one_c', 'two_a', 'two_b', 'two_c'],
    ],
    ['nothing of a tenant that is gone', { tenant_id: 'nobody' }, []],
  ])('%s', async (_name, given, expected) => {
    const job = await retrier.run(await retrier.added(given));
    expect(retrier.queued.map(({ event }) => event.id).sort()).toEqual(expected);
    expect(job).toMatchObject({ status: 'completed', queued: expected.length });
  });
});
