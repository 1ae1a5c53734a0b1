/**
 * Measures how many events per second the local stack accepts over each ingestion path (HTTP and
 * SQS), and the latency of a single event without load. Run: npm run bench:throughput -- [events]
 *
 * The figures depend on this machine, with embedded DynamoDB, SQS and S3. They
 * compare one change with the previous one and say nothing about AWS.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import pLimit from 'p-limit';
import type { LocalStack } from '../local/local-stack.ts';
import { DEFAULTS, FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';

const EVENTS = Number(process.argv[2] ?? 2_000);
const AT_ONCE = 20;
const QUIET_EVENTS = 50;
const [BUCKET] = DEFAULTS.buckets;

const aws = ({ objectStoreUrl }: LocalStack) => ({
  endpoint: objectStoreUrl,
  region: 'us-east-1',
  credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
});

const event = (id: string) =>
  JSON.stringify({ id, tenant_id: 'bench', topic: 'orders', data: { id, status: 'created' } });

async function call({ url, apiKey }: LocalStack, method: string, path: string, body?: string) {
  const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}/api/v1${path}`, { method, headers, body: body ?? null });
  if (!response.ok)
    throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
}

async function objectsUnder(s3: S3Client, prefix: string): Promise<number> {
  let count = 0;
  let ContinuationToken: string | undefined;
  do {
    const list = await s3.send(
      new ListObjectsV2Command({ Bucket: BUCKET, Prefix: prefix, ContinuationToken }),
    );
    count += list.KeyCount ?? 0;
    ContinuationToken = list.NextContinuationToken;
  } while (ContinuationToken);
  return count;
}

async function byHttp(localStack: LocalStack, ids: readonly string[]): Promise<void> {
  await pLimit(AT_ONCE).map(ids, (id) => call(localStack, 'POST', '/publish', event(id)));
}

async function byQueue(localStack: LocalStack, ids: readonly string[]): Promise<void> {
  const sqs = new SQSClient(aws(localStack));
  for (let start = 0; start < ids.length; start += 10) {
    const Entries = ids
      .slice(start, start + 10)
      .map((id, n) => ({ Id: `${n}`, MessageBody: event(id) }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: localStack.publishQueueUrl, Entries }));
  }
}

async function timed(localStack: LocalStack, s3: S3Client, door: string, publish: typeof byHttp) {
  const ids = Array.from({ length: EVENTS }, (_, n) => `${door}-${n}`);
  const started = performance.now();
  await publish(localStack, ids);
  while ((await objectsUnder(s3, `${door}-`)) < EVENTS) await sleep(100);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${door}: ${EVENTS} events in ${seconds.toFixed(1)} s, ${Math.round(EVENTS / seconds)} a second`,
  );
}

async function quiet(localStack: LocalStack, s3: S3Client) {
  const times: number[] = [];
  for (let n = 0; n < QUIET_EVENTS; n += 1) {
    const started = performance.now();
    await call(localStack, 'POST', '/publish', event(`quiet-${n}-`));
    while ((await objectsUnder(s3, `quiet-${n}-`)) === 0) await sleep(2);
    times.push(performance.now() - started);
  }
  const sorted = times.sort((a, b) => a - b);
  const at = (share: number) => Math.round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  console.log(`publish to object, one at a time: median ${at(0.5)} ms, 95 % within ${at(0.95)} ms`);
}

await using opened = new AsyncDisposableStack();
const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
const localStack = await startLocalStack({
  ...FREE_PORTS,
  apiKey: 'bench',
  buckets: [BUCKET],
  dataFolder,
  log: () => {},
});
opened.defer(() => localStack.stop());
const s3 = new S3Client(aws(localStack));
await call(localStack, 'PUT', '/tenants/bench');
const destination = {
  type: 'aws_s3',
  topics: '*',
  config: { bucket: BUCKET, region: 'us-east-1', key_template: `metadata."event-id"` },
  credentials: { key: 'bench', secret: 'bench' },
};
await call(localStack, 'POST', '/tenants/bench/destinations', JSON.stringify(destination));
await quiet(localStack, s3);
await timed(localStack, s3, 'http', byHttp);
await timed(localStack, s3, 'queue', byQueue);
