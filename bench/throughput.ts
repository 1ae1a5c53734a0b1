/**
 * Measures what the local stack does on this machine: events per second over each ingestion path
 * (HTTP, SQS and HTTP batches), the response time of a batch, and the time from publish to object at
 * twenty events per second. Events have 1,027 bytes. Run: npm run bench:throughput -- [events]
 *
 * The figures compare one change with the previous one and say nothing about AWS. The store is a
 * process of its own; DynamoDB, SQS, the API and this client share the machine with the functions. The
 * figures adjusted to the reference machine are those of a machine that nothing else uses.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import type { LocalStack } from '../local/local-stack.ts';
import { FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';
import { calibrate, calibrationLine, slowness } from './calibration.ts';

const EVENTS = Number(process.argv[2] ?? 3_000);
const REQUESTS_AT_ONCE = 32;
const BATCH = 100;
const BATCHES_AT_ONCE = 4;
const BATCHES = 12;
const PER_SECOND = 20;
const PACED_EVENTS = 200;
/** The data of an event of 1,027 bytes has this many. */
const DATA_BYTES = 943;

type Publish = (localStack: LocalStack, ids: readonly string[]) => Promise<unknown>;

const event = (id: string) => ({
  id,
  tenant_id: 'bench',
  topic: 'orders',
  data: { id, text: 'y'.repeat(DATA_BYTES - 20 - id.length) },
});

async function call({ url, apiKey }: LocalStack, method: string, path: string, body?: unknown) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers,
    body: body === undefined ? null : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
}

function chunks<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, n) =>
    items.slice(n * size, (n + 1) * size),
  );
}

const byHttp: Publish = (localStack, ids) =>
  pLimit(REQUESTS_AT_ONCE).map(ids, (id) => call(localStack, 'POST', '/publish', event(id)));

const publishBatch = (localStack: LocalStack, ids: readonly string[]) =>
  call(localStack, 'POST', '/publish/batch', { events: ids.map(event) });

const byBatch: Publish = (localStack, ids) =>
  pLimit(BATCHES_AT_ONCE).map(chunks(ids, BATCH), (batch) => publishBatch(localStack, batch));

const byQueue: Publish = async (localStack, ids) => {
  const sqs = new SQSClient({
    endpoint: localStack.objectStoreUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
  });
  for (const batch of chunks(ids, 10)) {
    const Entries = batch.map((id, n) => ({ Id: `${n}`, MessageBody: JSON.stringify(event(id)) }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: localStack.publishQueueUrl, Entries }));
  }
};

const names = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${name}-${n}`);

/** The value that `share` of the times do not exceed. */
const percentile = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
};

await using opened = new AsyncDisposableStack();

const store = fork(join(import.meta.dirname, 'throughput/store.ts'));
opened.defer(() => void store.kill());
const [storeUrl] = await once(store, 'message');
const arrivals = new Map<string, number>();
store.on('message', ({ key, at }: { key: string; at: number }) => arrivals.set(key, at));

const arrived = async (ids: readonly string[]): Promise<void> => {
  while (!ids.every((id) => arrivals.has(id))) await sleep(20);
};

const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
const localStack = await startLocalStack({
  ...FREE_PORTS,
  apiKey: 'bench',
  buckets: [],
  dataFolder,
  log: () => {},
});
opened.defer(() => localStack.stop());
await call(localStack, 'PUT', '/tenants/bench');
await call(localStack, 'POST', '/tenants/bench/destinations', {
  type: 'aws_s3',
  topics: '*',
  config: {
    bucket: 'bench',
    region: 'auto',
    endpoint: storeUrl,
    key_template: `metadata."event-id"`,
  },
  credentials: { key: 'bench', secret: 'bench' },
});

const ON_REFERENCE = 'on the reference machine';
const calibrations = [calibrate()];

/** How many times as long this machine takes as the reference machine, since the last call. */
function currentSlowness(): number {
  calibrations.push(calibrate());
  return slowness(calibrations.slice(-2));
}

async function perSecond(name: string, publish: Publish): Promise<void> {
  const ids = names(name, EVENTS);
  const started = performance.now();
  await publish(localStack, ids);
  await arrived(ids);
  const rate = EVENTS / ((performance.now() - started) / 1_000);
  const adjusted = Math.round(rate * currentSlowness());
  console.log(`${name}: ${Math.round(rate)} events per second, ${adjusted} ${ON_REFERENCE}`);
}

async function batchTimes(atOnce: number): Promise<void> {
  const times: number[] = [];
  const batches = chunks(names(`batch-of-${atOnce}`, BATCHES * BATCH), BATCH);
  await pLimit(atOnce).map(batches, async (ids) => {
    const started = performance.now();
    await publishBatch(localStack, ids);
    times.push(performance.now() - started);
    await arrived(ids);
  });
  const median = percentile(times, 0.5);
  console.log(
    `publish/batch of ${BATCH}, ${atOnce} at once: median ${median} ms, ` +
      `${Math.round(median / currentSlowness())} ${ON_REFERENCE}`,
  );
}

async function paced(): Promise<void> {
  const ids = names('paced', PACED_EVENTS);
  const began = new Map<string, number>();
  const published = ids.map(async (id, n) => {
    await sleep((n * 1_000) / PER_SECOND);
    began.set(id, Date.now());
    await call(localStack, 'POST', '/publish', event(id));
  });
  await Promise.all(published);
  await arrived(ids);
  const times = ids.map((id) => (arrivals.get(id) ?? 0) - (began.get(id) ?? 0));
  console.log(
    `publish to object at ${PER_SECOND} per second: median ${percentile(times, 0.5)} ms, ` +
      `99 % within ${percentile(times, 0.99)} ms`,
  );
}

await byHttp(localStack, names('warm-up', 500));
await arrived(names('warm-up', 500));
await paced();
calibrations.push(calibrate());
await perSecond('HTTP', byHttp);
await perSecond('SQS', byQueue);
await perSecond('batch', byBatch);
await batchTimes(1);
await batchTimes(BATCHES_AT_ONCE);
console.log(calibrationLine(calibrations));
