import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { FREE_PORTS } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { refuses } from '../support/strict-s3/scripts.ts';
import { startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const run = promisify(execFile);
const BUCKET = 'crash-bucket';

/** A separate local stack: killing its workers would disturb the other tests. */
let stack: LocalStack;
let dataFolder = '';
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'waybill-crash-'));
  // The messages of a killed worker return after six times its timeout.
  const retrySchedule = Array(20).fill(1);
  const context = { routerTimeoutSeconds: 5, delivererTimeoutSeconds: 5, retrySchedule };
  const log = () => {};
  stack = await startLocalStack({
    ...FREE_PORTS,
    apiKey: 'crash',
    buckets: [BUCKET],
    dataFolder,
    context,
    log,
  });
}, 60_000);
afterAll(async () => {
  await stack.stop();
  await rm(dataFolder, { recursive: true, force: true });
});

/** Kills every process of a function of this local stack with SIGKILL. */
const kill = (title: string): Promise<boolean> =>
  run('pkill', ['-KILL', '-P', String(process.pid), '-f', title]).then(
    () => true,
    () => false,
  );

/** Events published between two kills. With a fixed interval, a slow machine would make no progress. */
const EVENTS_A_KILL = 20;

/**
 * Publishes alternately through both ingestion paths while workers are killed; returns the events'
 * ids.
 */
async function publishedUnderFire(tenant_id: string, count: number): Promise<string[]> {
  const { api, enqueue } = waybill(stack);
  const hits: boolean[] = [];
  const ids: string[] = [];
  for (let n = 0; n < count; n += 1) {
    const event = { tenant_id, topic: 'orders', data: { n } };
    ids.push(n % 2 ? await enqueue(event) : (await api('POST', '/publish', event)).body.id);
    if (ids.length % EVENTS_A_KILL === 0) {
      hits.push(await kill('waybill deliverer'), await kill('waybill router'));
    }
  }
  expect(hits).toContain(true);
  return ids;
}

/** The attempts of a tenant by event, in order, once all events have been delivered. */
async function attemptsByEvent(tenant: string, events: number): Promise<[string, Attempt[]][]> {
  const { api } = waybill(stack);
  const list = async (query: string): Promise<Attempt[]> =>
    (await api('GET', `/attempts?tenant_id=${tenant}&limit=1000${query}`)).body.models;
  await eventually(async () => (await list('&status=success')).length >= events, 100);
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
}

const TIMEOUT_MS = 150_000;

test.concurrent(
  'events survive repeatedly killed workers, each under one key',
  async () => {
    const { objects, tenantWith } = waybill(stack);
    const key_template = `join('/', ['crash', metadata."event-id"])`;
    await tenantWith('crash', { config: { bucket: BUCKET, region: 'us-east-1', key_template } });
    const ids = await publishedUnderFire('crash', 80);
    const attempts = await attemptsByEvent('crash', 80);
    expect(attempts.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    expect(attempts.every(([, made]) => made.length === 1)).toBe(true);
    const keys = (await objects('crash/', BUCKET)).map(({ key }) => key);
    expect(keys.toSorted()).toEqual(ids.map((id) => `crash/${id}`).toSorted());
  },
  TIMEOUT_MS,
);

test.concurrent(
  'retries survive repeatedly killed workers: attempts have no gaps and end with a delivery',
  async () => {
    const { tenantWith } = waybill(stack);
    const store = await startStrictS3({
      accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
      region: 'auto',
    });
    for (let n = 0; n < 30; n += 1) store.answerNext(refuses(503, 'SlowDown'));
    const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
    await tenantWith('crash-retries', { config });
    const ids = await publishedUnderFire('crash-retries', 40);
    const attempts = await attemptsByEvent('crash-retries', 40);
    expect(attempts.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    expect(attempts.some(([, made]) => made.length > 1)).toBe(true);
    for (const [, made] of attempts) {
      expect(made.map(({ attempt_number }) => attempt_number)).toEqual(made.map((_, n) => n + 1));
      expect(made.at(-1)?.status).toBe('success');
    }
    const stored = [...store.objects.values()].map(({ metadata }) => metadata['event-id']);
    expect(stored.toSorted()).toEqual(ids.toSorted());
    await store.stop();
  },
  TIMEOUT_MS,
);
