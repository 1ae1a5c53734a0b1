/**
 * Measures deliveries to a store that answers SlowDown to more than a few concurrent writes: how long
 * they take, and how many writes the store rejects, each of which is a failed attempt. First a burst,
 * then a steady rate at three quarters of what the store takes. Run: npm run bench:throttling --
 * [events] [concurrent writes] [milliseconds per write]
 *
 * It starts its own local stack with short retry intervals.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';
import { apiOf, queuePublisher } from './fairness/publishing.ts';
import { startStore } from './fairness/store.ts';

const [EVENTS = 100, MOST_AT_ONCE = 4, DELAY_MS = 1_000] = process.argv.slice(2).map(Number);
const BETWEEN_STEADY_MS = (DELAY_MS / MOST_AT_ONCE) * (4 / 3);
const RETRY_SCHEDULE = [2, 4, 8, 16, 32, 64];
/** Longer than all retries together. */
const LONGEST_MS = 180_000;

await using opened = new AsyncDisposableStack();
const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
const store = await startStore({ limited: { delayMs: DELAY_MS, mostAtOnce: MOST_AT_ONCE } });
opened.defer(() => store.stop());
const localStack = await startLocalStack({
  ...FREE_PORTS,
  apiKey: 'bench',
  buckets: [],
  dataFolder,
  context: { retrySchedule: RETRY_SCHEDULE },
  log: process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log,
});
opened.defer(() => localStack.stop());
const call = apiOf(localStack);
const publish = queuePublisher(localStack);

async function addTenant(tenant: string): Promise<void> {
  await call('PUT', `/tenants/${tenant}`);
  await call('POST', `/tenants/${tenant}/destinations`, {
    type: 'aws_s3',
    topics: '*',
    config: {
      bucket: 'limited',
      region: 'auto',
      endpoint: store.url,
      key_template: `metadata."event-id"`,
    },
    credentials: { key: 'bench', secret: 'bench' },
  });
}

/** Milliseconds until an event is in its bucket; undefined when it never arrives. */
async function timeOf(id: string): Promise<number | undefined> {
  const begun = performance.now();
  const stopWaiting = new AbortController();
  const late = sleep(LONGEST_MS, 'late', { signal: stopWaiting.signal }).catch(() => {});
  const isLate = (await Promise.race([store.stored(id), late])) === 'late';
  stopWaiting.abort();
  return isLate ? undefined : performance.now() - begun;
}

/** Publishes a new tenant's events, and prints the figures when the last has arrived. */
async function measure(tenant: string, everyMs: number): Promise<void> {
  await addTenant(tenant);
  const rejectedBefore = store.slowDowns();
  const ids = Array.from({ length: EVENTS }, (_, n) => `${tenant}-${n}`);
  const times: Promise<number | undefined>[] = [];
  if (everyMs === 0) {
    times.push(...ids.map(timeOf));
    await publish(tenant, ids);
  } else {
    for (const id of ids) {
      times.push(timeOf(id));
      await Promise.all([publish(tenant, [id]), sleep(everyMs)]);
    }
  }
  const all = await Promise.all(times);
  const sorted = all.filter((time) => time !== undefined).toSorted((a, b) => a - b);
  const at = (share: number) =>
    ((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) / 1_000).toFixed(1);
  console.log(
    `${tenant}: median ${at(0.5)} s, 95 % within ${at(0.95)} s, all within ${at(1)} s; ` +
      `${store.slowDowns() - rejectedBefore} writes rejected, ${EVENTS - sorted.length} events lost`,
  );
}

await measure('burst', 0);
await measure('steady', BETWEEN_STEADY_MS);
