import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { logKey } from '../../lambdas/batches/batch-log.ts';
import { nextSlot } from '../../lambdas/batches/next-slot.ts';
import { READ_AT_ONCE } from '../../lambdas/events/event-store.dynamo.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { NONE_SKIPPED, type RetryJob } from '../../lambdas/retries/retry-job.ts';
import { runStep, type StepDeps } from '../../lambdas/retries/run-step.ts';
import { HEAVY_DATA } from '../filters/builders.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { AGAIN, ONCE } from '../support/lambda.ts';
import { startRetrier } from './retrier.ts';

/** Fewer deliveries than in a deployed step, so that a job of several steps is small. */
const PER_STEP = READ_AT_ONCE + 5;

let retrier: Awaited<ReturnType<typeof startRetrier>>;
beforeAll(async () => {
  retrier = await startRetrier(PER_STEP);
  await failed(PER_STEP + 1, 'large');
});
afterAll(() => retrier.stop());
beforeEach(() => retrier.forget());

/** Adds a tenant with this many failed deliveries. */
async function failed(deliveries: number, tenant_id: string): Promise<void> {
  await retrier.tenantWith(tenant_id, { id: 'des_1' });
  await Promise.all(
    Array.from({ length: deliveries }, (_, n) =>
      retrier.tried({ tenant_id, event_id: `${tenant_id}_${n}`, made: [['failed', n % 3]] }),
    ),
  );
}

/** A job with one failed delivery, of a tenant of its own. */
async function smallJob(tenant_id: string): Promise<RetryJob> {
  await failed(1, tenant_id);
  return retrier.added({ tenant_id });
}

/** A job with one failed delivery more than a step takes. Nobody makes them: they are there for the next. */
const largeJob = (): Promise<RetryJob> => retrier.added({ tenant_id: 'large' });

const step = (job: RetryJob, number: number) => ({ retry_id: job.id, step: number });

const withJobs = (given: Partial<StepDeps['jobs']>): StepDeps => {
  const { jobs } = retrier;
  const find: StepDeps['jobs']['find'] = (id) => jobs.find(id);
  const advance: StepDeps['jobs']['advance'] = (taken) => jobs.advance(taken);
  const complete: StepDeps['jobs']['complete'] = (job, now) => jobs.complete(job, now);
  return { ...retrier.deps, jobs: { find, advance, complete, ...given } };
};

const down = async () => {
  throw new Error('AWS is down');
};

/** Sends once, and then no more. */
const sendingOnce = (): StepDeps['sendDeliveries'] => {
  let sends = 0;
  return async (messages) => {
    sends += 1;
    await (sends > 1 ? down() : retrier.deps.sendDeliveries(messages));
  };
};

test.each<[string, () => StepDeps]>([
  ['before it is recorded', () => withJobs({ advance: down })],
  ['before its deliveries are queued', () => ({ ...retrier.deps, sendDeliveries: down })],
  [
    'with some of its deliveries queued',
    () => ({ ...retrier.deps, sendDeliveries: sendingOnce() }),
  ],
  ['before the next step is asked for', () => ({ ...retrier.deps, sendSteps: down })],
])(
  'a step that is interrupted %s has the same result when it is run again',
  async (_name, cutShort) => {
    const job = await largeJob();
    await expect(runStep(cutShort(), step(job, 0), ONCE)).rejects.toThrow('AWS is down');
    await runStep(retrier.deps, step(job, 0), AGAIN);
    expect(retrier.asked).toHaveLength(1);
    await runStep(retrier.deps, step(job, 1), ONCE);
    const names = new Set(retrier.names());
    expect(names.size).toBe(PER_STEP + 1);
    expect([...names].every((one) => one.endsWith(' 2'))).toBe(true);
    expect(await retrier.jobs.find(job.id)).toMatchObject({
      status: 'completed',
      step: 2,
      scanned: PER_STEP + 1,
      queued: PER_STEP + 1,
      skipped: NONE_SKIPPED,
    });
  },
);

test('a step that is repeated after its deliveries were made counts what it had found', async () => {
  const job = await smallJob('made');
  const cutShort = runStep(withJobs({ complete: down }), step(job, 0), ONCE);
  await expect(cutShort).rejects.toThrow('AWS is down');
  const made = { tenant_id: 'made', event_id: 'made_0', attempt_number: 2 };
  await retrier.attempted({ ...made, status: 'success' }, 4);
  await runStep(retrier.deps, step(job, 0), AGAIN);
  // The same attempt twice: its first record stands.
  expect(retrier.names()).toEqual(['made_0 2', 'made_0 2']);
  expect(await retrier.jobs.find(job.id)).toMatchObject({
    status: 'completed',
    queued: 1,
    skipped: NONE_SKIPPED,
  });
});

test('a failed batch is retried while its log is stored, and skipped afterwards', async () => {
  const tenant_id = 'batches';
  await retrier.tenantWith(tenant_id, { id: 'des_1' });
  const log = logKey({
    tenantKey: tenant_id,
    destinationKey: 'des_1',
    partition: '',
    acceptedAt: NOW.toISOString(),
  });
  const { slot } = nextSlot(undefined, [{ id: 'evt_1', acceptedAt: NOW.toISOString(), bytes: 2 }], {
    partition: '',
    limits: { events: 1, bytes: 1_000, seconds: 60 },
    now: NOW,
  });
  await retrier.slots.put(log, slot);
  for (const [event_id, first] of [
    ['bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX', 0],
    ['bat_01KAN3R5D8WJ4Y0C6Q1V7T2EXP', 1],
  ] as const) {
    const batch = {
      log,
      first,
      last: first,
      partition: '',
      cut: 'count',
      events: 1,
      bytes: 2,
    } as const;
    const failedAttempt = {
      tenant_id,
      destination_id: 'des_1',
      event_id,
      status: 'failed',
    } as const;
    await retrier.attempted({ ...failedAttempt, batch }, first);
  }
  const job = await retrier.run(await retrier.added({ tenant_id }));
  expect(retrier.batches).toMatchObject([{ attempt_number: 2, batch: { log, first: 0 } }]);
  expect(job).toMatchObject({ queued: 1, skipped: { ...NONE_SKIPPED, event_expired: 1 } });
});

test('a step that runs twice concurrently counts once and is followed by one step', async () => {
  const job = await largeJob();
  await Promise.all([1, 2, 3].map(() => runStep(retrier.deps, step(job, 0), ONCE)));
  expect(retrier.asked).toMatchObject([{ step: 1 }]);
  expect(await retrier.jobs.find(job.id)).toMatchObject({ step: 1, queued: PER_STEP });
});

test('a step whose record was written twice after a lost response is followed by the next', async () => {
  const job = await largeJob();
  const advance: StepDeps['jobs']['advance'] = async (taken) => {
    await retrier.jobs.advance(taken);
    return retrier.jobs.advance(taken);
  };
  await runStep(withJobs({ advance }), step(job, 0), ONCE);
  expect(retrier.queued).toHaveLength(PER_STEP);
  expect(retrier.asked).toMatchObject([{ step: 1 }]);
});

test('the first step waits until the job is recorded', async () => {
  const job = await smallJob('asked-for');
  const unrecorded = { retry_id: 'ret_not_yet', step: 0 };
  await expect(runStep(retrier.deps, unrecorded, ONCE)).rejects.toThrow('not recorded yet');
  await retrier.jobs.add({ ...job, id: 'ret_not_yet' });
  await runStep(retrier.deps, unrecorded, AGAIN);
  expect(await retrier.jobs.find('ret_not_yet')).toMatchObject({ status: 'completed', queued: 1 });
});

test('a step that is completed or has no job does nothing', async () => {
  const job = await largeJob();
  await retrier.run(job);
  retrier.forget();
  await runStep(retrier.deps, step(job, 0), AGAIN);
  await runStep(retrier.deps, { retry_id: 'ret_none', step: 0 }, AGAIN);
  expect([retrier.queued, retrier.asked]).toEqual([[], []]);
});

test('a step of a job that was cancelled does nothing', async () => {
  const job = await largeJob();
  await runStep(retrier.deps, step(job, 0), ONCE);
  await retrier.jobs.cancel(job, NOW);
  retrier.forget();
  await runStep(retrier.deps, step(job, 1), ONCE);
  expect([retrier.queued, retrier.asked]).toEqual([[], []]);
  expect(await retrier.jobs.find(job.id)).toMatchObject({
    status: 'cancelled',
    step: 1,
    queued: PER_STEP,
  });
});

test('a step whose job is cancelled while it reads queues nothing', async () => {
  const job = await smallJob('meanwhile');
  const advance: StepDeps['jobs']['advance'] = async (taken) => {
    await retrier.jobs.cancel(job, NOW);
    return retrier.jobs.advance(taken);
  };
  await runStep(withJobs({ advance }), step(job, 0), ONCE);
  expect([retrier.queued, retrier.asked]).toEqual([[], []]);
  expect(await retrier.jobs.find(job.id)).toMatchObject({
    status: 'cancelled',
    step: 0,
    queued: 0,
  });
});

test('a step that is interrupted, and whose job is cancelled then, queues what it has counted', async () => {
  const job = await largeJob();
  const cutShort = { ...retrier.deps, sendDeliveries: down };
  await expect(runStep(cutShort, step(job, 0), ONCE)).rejects.toThrow('AWS is down');
  await retrier.jobs.cancel(job, NOW);
  await runStep(retrier.deps, step(job, 0), AGAIN);
  expect(retrier.queued).toHaveLength(PER_STEP);
  expect(retrier.asked).toEqual([]);
  expect(await retrier.jobs.find(job.id)).toMatchObject({ status: 'cancelled', queued: PER_STEP });
});

test("a step ends early when its tenant's filters exceed their budget, and the next step continues there", async () => {
  // About 600,000 steps for each event, after which it is wanted.
  const conditions = Array.from({ length: 8 }, (_, n) => ({ s: n + 1 }));
  const filter = { data: { $not: { list: { $or: conditions } } } };
  await retrier.tenantWith('over', { id: 'des_1', filter });
  const ids = Array.from({ length: 8 }, (_, n) => `over_${n}`);
  for (const [second, id] of ids.entries()) {
    const event = anEvent({ tenant_id: 'over', id, data: HEAVY_DATA });
    await retrier.deps.events.record(event, ['des_1'], NOW);
    await retrier.attempted({ tenant_id: 'over', event_id: id }, second);
  }
  let waited = 0;
  const work = new WorkLimit(() => new Date(NOW.getTime() + waited));
  const limited: StepDeps = {
    ...retrier.deps,
    work,
    sleep: async (ms) => {
      waited += ms;
    },
  };
  const job = await retrier.added({ tenant_id: 'over' });
  await runStep(limited, step(job, 0), ONCE);
  const first = retrier.queued.length;
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(ids.length);
  expect(await retrier.jobs.find(job.id)).toMatchObject({
    status: 'running',
    scanned: first,
    queued: first,
  });
  for (let number = 1; retrier.asked.length === number; number += 1) {
    await runStep(limited, step(job, number), ONCE);
  }
  expect(waited).toBeGreaterThan(0);
  expect(retrier.names()).toEqual(ids.map((id) => `${id} 2`));
  expect(await retrier.jobs.find(job.id)).toMatchObject({
    status: 'completed',
    scanned: ids.length,
    queued: ids.length,
    skipped: NONE_SKIPPED,
  });
});
