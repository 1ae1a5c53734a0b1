/**
 * Measures what the local stack does on this machine: events per second over each ingestion path
 * (HTTP, SQS and HTTP batches), the response time of a batch, and the time from publish to object at
 * twenty events per second. Events have 1,027 bytes. Run: npm run bench:throughput -- [events]
 *
 * The figures compare one change with the previous one and say nothing about AWS. The store is a
 * separate process; DynamoDB, SQS, the API and this client share the machine with the functions. The
 * machine's speed is measured before the local stack starts and after it has stopped, because the
 * running local stack would distort the result.
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
/** The size of the data of an event of 1,027 bytes. */
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

/** The percentile of the times, for a share such as 0.95. */
const percentile = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
};

const before = calibrate();
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

type Line = (slowness: number) => string;

const lines: Line[] = [];

/** Prints a figure as measured, and keeps it for the end, when the machine's speed is known. */
function report(line: Line): void {
  console.log(line(1));
  lines.push(line);
}

async function perSecond(name: string, publish: Publish): Promise<void> {
  const ids = names(name, EVENTS);
  const started = performance.now();
  await publish(localStack, ids);
  await arrived(ids);
  const rate = EVENTS / ((performance.now() - started) / 1_000);
  report((slowness) => `${name}: ${Math.round(rate * slowness)} events per second`);
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
  const name = `publish/batch of ${BATCH}, ${atOnce} at once`;
  report((slowness) => `${name}: median ${Math.round(median / slowness)} ms`);
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
await perSecond('HTTP', byHttp);
await perSecond('SQS', byQueue);
await perSecond('batch', byBatch);
await batchTimes(1);
await batchTimes(BATCHES_AT_ONCE);
await opened.disposeAsync();
const calibrations = [before, calibrate()];
const [first = '', last = ''] = calibrations.map((microseconds) => microseconds.toFixed(1));
console.log(`Before the local stack, an HMAC takes ${first} µs; after it, ${last} µs.`);
console.log(calibrationLine(calibrations));
console.log('On the reference machine:');
for (const line of lines) console.log(line(slowness(calibrations)));
