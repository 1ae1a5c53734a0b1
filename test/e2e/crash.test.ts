import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { refuses } from '../support/strict-s3/scripts.ts';
import { startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const run = promisify(execFile);
const BUCKET = 'crash-bucket';

/** A separate local stack: killing its workers would disturb the other tests. */
let stack: LocalStack;
beforeAll(async () => {
  // The messages of a killed worker return after six times its timeout.
  const retrySchedule = Array(20).fill(1);
  const context = { routerTimeoutSeconds: 5, delivererTimeoutSeconds: 5, retrySchedule };
  stack = await startOwnStack({ apiKey: 'crash', buckets: [BUCKET], context });
});
afterAll(() => stack.stop());

/** Kills every process of a function of this local stack with SIGKILL. */
const kill = (title: string): Promise<boolean> =>
  run('pkill', ['-KILL', '-P', String(process.pid), '-f', title]).then(
    () => true,
    () => false,
  );

/** Kills every worker of this local stack. Returns whether there was one. */
const killWorkers = async (): Promise<boolean> => {
  const hits = [await kill('waybill deliverer'), await kill('waybill router')];
  return hits.includes(true);
};

/** Events published between two kills. With a fixed interval, a slow machine would make no progress. */
const EVENTS_PER_KILL = 20;

/**
 * Publishes alternately through both ingestion paths while workers are killed; returns the events'
 * ids.
 */
async function publishedUnderFire(tenant_id: string, count: number): Promise<string[]> {
  const { api, enqueue } = waybill(stack);
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const event = { tenant_id, topic: 'orders', data: { n } };
    // A repeated request publishes the same event.
    const id = `${tenant_id}-${n}`;
    const publish = async () => {
      const { status, body } = await api('POST', '/publish', { id, ...event });
      return status === 202 && body.id;
    };
    ids.push(n % 2 ? await enqueue(event) : await eventually(publish));
    // The first workers may not have been started yet.
    if (ids.length === EVENTS_PER_KILL) await eventually(killWorkers);
    else if (ids.length % EVENTS_PER_KILL === 0) await killWorkers();
  }
  return ids;
}

/** The attempts of a tenant by event, in order, once all events have been delivered. */
async function attemptsByEvent(tenant: string, events: number): Promise<[string, Attempt[]][]> {
  const { api } = waybill(stack);
  const list = async (query: string): Promise<Attempt[]> =>
    (await api('GET', `/attempts?tenant_id=${tenant}&limit=1000${query}`)).body.models;
  await eventually(async () => (await list('&status=success')).length >= events, SECONDS).catch(
    async (cause) => {
      const { body: parked } = await api('GET', `/parked?tenant_id=${tenant}`);
      const { body: destinations } = await api('GET', `/tenants/${tenant}/destinations`);
      const state = { attempts: await list(''), parked, destinations };
      // A second try may hide the error of the first.
      console.error('not all events are delivered', JSON.stringify(state));
      throw cause;
    },
  );
  const groups = Object.groupBy(await list(''), ({ event_id }) => event_id);
  return Object.entries(groups).map(([id, attempts = []]) => [
    id,
    attempts.toSorted((a, b) => a.attempt_number - b.attempt_number),
  ]);
}

interface Attempt {
  readonly event_id: string;
  readonly attempt_number: number;
  readonly status: string;
  readonly code: string;
}

/** The messages of a killed worker return after half a minute, several times on a busy machine. */
const SECONDS = 240;
/**
 * One run in about fifteen of the whole suite did not end in time, on a slow machine, for a reason that is
 * not known. The state is printed then, and the test gets a second try.
 */
const OPTIONS = { timeout: (SECONDS + 60) * 1_000, retry: 1 };

let tries = 0;
/** Each try uses a separate tenant: the destinations of the first one still receive its events. */
const nextTenant = (name: string): string => {
  tries += 1;
  return `${name}-${tries}`;
};

/** The attempts before the last one, which has delivered the event. */
const failuresBeforeDelivery = (attempts: readonly Attempt[]): readonly Attempt[] => {
  expect(attempts.map(({ attempt_number }) => attempt_number)).toEqual(
    attempts.map((_, n) => n + 1),
  );
  expect(attempts.at(-1)?.status).toBe('success');
  return attempts.slice(0, -1);
};

test.concurrent(
  'events survive repeatedly killed workers, each under one key',
  OPTIONS,
  async () => {
    const { objects, tenantWith } = waybill(stack);
    const tenant = nextTenant('crash');
    const key_template = `join('/', ['${tenant}', metadata."event-id"])`;
    await tenantWith(tenant, { config: { bucket: BUCKET, region: 'us-east-1', key_template } });
    const ids = await publishedUnderFire(tenant, 80);
    const attempts = await attemptsByEvent(tenant, 80);
    expect(attempts.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    // A killed worker leaves no attempt. On a busy machine, writing may take longer than its timeout.
    const failures = attempts.flatMap(([, made]) => failuresBeforeDelivery(made));
    expect(failures.filter(({ code }) => code !== 'timeout')).toEqual([]);
    const keys = (await objects(`${tenant}/`, BUCKET)).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(ids.map((id) => `${tenant}/${id}`).toSorted());
  },
);

test.concurrent(
  'retries survive repeatedly killed workers: attempts have no gaps and end with a delivery',
  OPTIONS,
  async () => {
    const { tenantWith } = waybill(stack);
    const tenant = nextTenant('crash-retries');
    const store = await startStrictS3({
      accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
      region: 'auto',
    });
    for (let n = 0; n < 30; n += 1) store.answerNext(refuses(503, 'SlowDown'));
    const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
    await tenantWith(tenant, { config });
    const ids = await publishedUnderFire(tenant, 40);
    const attempts = await attemptsByEvent(tenant, 40);
    expect(attempts.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    const failures = attempts.flatMap(([, made]) => failuresBeforeDelivery(made));
    expect(new Set(failures.map(({ status }) => status))).toEqual(new Set(['failed']));
    const stored = [...store.objects.values()].map(({ metadata }) => metadata['event-id']);
    expect(stored.toSorted()).toEqual(ids.toSorted());
    await store.stop();
  },
);
