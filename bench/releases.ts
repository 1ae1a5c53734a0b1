/**
 * Measures the releaser's memory when many destinations recover at once, and the time until all
 * their parked deliveries are requeued. Run: npm run bench:releases -- [destinations] [events] [KB
 * each]
 *
 * It starts its own local stack. The destinations belong to one tenant, are disabled, and match
 * every event; then all are enabled. Fails if a process uses more memory than the releaser has on
 * Lambda.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { readStage } from '../lib/stage.ts';
import { FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';
import { workers } from '../test/soak/processes.ts';

const [DESTINATIONS = 40, EVENTS = 100, KB = 60] = process.argv.slice(2).map(Number);
if (!(DESTINATIONS <= 100 && DESTINATIONS * EVENTS <= 20_000))
  throw new Error(
    'at most 100 destinations and 20,000 deliveries: GET /parked/count counts no further',
  );
const BUCKET = 'bench-bucket';
const CONTEXT = { maxDestinationsPerTenant: 100 };
const POLL_INTERVAL_MS = 200;
const MAX_MB = readStage(CONTEXT).releaser.memoryMb;

await using opened = new AsyncDisposableStack();
const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
const localStack = await startLocalStack({
  ...FREE_PORTS,
  apiKey: 'bench',
  buckets: [BUCKET],
  dataFolder,
  context: CONTEXT,
  log: process.env.LOCAL_STACK_LOG === undefined ? () => {} : console.log,
});
opened.defer(() => localStack.stop());

async function call(method: string, path: string, body?: object): Promise<unknown> {
  const headers = { authorization: 'Bearer bench', 'content-type': 'application/json' };
  const request = { method, headers, body: body ? JSON.stringify(body) : null };
  const response = await fetch(`${localStack.url}/api/v1${path}`, request);
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  return response.json();
}

const Created = z.object({ id: z.string() });
const Count = z.object({ count: z.number() });
const parked = async (): Promise<number> => Count.parse(await call('GET', '/parked/count')).count;

async function disabledDestination(n: number): Promise<string> {
  const { id } = Created.parse(
    await call('POST', '/tenants/bench/destinations', {
      type: 'aws_s3',
      topics: '*',
      config: {
        bucket: BUCKET,
        region: 'us-east-1',
        key_template: `join('/', ['${n}', metadata."event-id"])`,
      },
      credentials: { key: 'bench', secret: 'bench' },
    }),
  );
  await call('PUT', `/tenants/bench/destinations/${id}/disable`);
  return id;
}

/** Parks every event for every destination. */
async function park(): Promise<string[]> {
  await call('PUT', '/tenants/bench');
  const ids: string[] = [];
  for (let n = 0; n < DESTINATIONS; n += 1) ids.push(await disabledDestination(n));
  const data = { text: 'x'.repeat(KB * 1_024) };
  for (let n = 0; n < EVENTS; n += 1)
    await call('POST', '/publish', { id: `evt_${n}`, tenant_id: 'bench', topic: 'orders', data });
  while ((await parked()) < DESTINATIONS * EVENTS) await sleep(POLL_INTERVAL_MS);
  return ids;
}

/** The peak memory in MB of a releaser process until nothing is parked any more. */
async function maxUntilReleased(): Promise<number> {
  let max = 0;
  while ((await parked()) > 0) {
    for (const { title, residentMb } of await workers())
      if (title === 'releaser') max = Math.max(max, residentMb);
    await sleep(POLL_INTERVAL_MS);
  }
  return Math.round(max);
}

const ids = await park();
console.log(`${await parked()} deliveries of ${KB} KB are parked for ${ids.length} destinations`);
for (const id of ids) await call('PUT', `/tenants/bench/destinations/${id}/enable`);
const begin = Date.now();
const max = await maxUntilReleased();
const seconds = Math.round((Date.now() - begin) / 1_000);
console.log(`released after ${seconds} s; the releaser took ${max} MB of ${MAX_MB}`);
if (max > MAX_MB) process.exitCode = 1;
