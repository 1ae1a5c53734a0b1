/**
 * Measures the memory that the bundle of the batch-deliverer needs to deliver one batch of the maximum
 * size, from reading its slots to the response of the store. Run: npm run bench:batch-memory
 */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { ulid } from 'ulid';
import type { Event } from '../lambdas/events/event.ts';
import { bundleAll } from '../lib/constructs/bundles.ts';
import { functionSettings } from '../lib/settings/function-settings.ts';
import { directPublish } from './batches/direct-publish.ts';
import { Pipeline } from './batches/pipeline.ts';
import { type Shape, seedShape, tenantOf } from './batches/shape.ts';

const MAX_BYTES = 67_108_864;
const MAX_EVENTS = 50_000;
/** An event as JSON without its data. */
const FACTS_BYTES = 140;
/** Lambda starts Node with a tenth of the memory reserved outside of its heap. */
const HEAP_SHARE = 0.9;

const memoryMb = functionSettings.batchDelivererMemoryMb.parse(undefined);
const bundles = bundleAll();

function eventAt(now: number, bytes: number): Event {
  const text = randomBytes(Math.floor((bytes - FACTS_BYTES) / 2)).toString('hex');
  const time = new Date(now).toISOString();
  return {
    ...{ id: `evt_${ulid(now)}`, tenant_id: tenantOf(0), topic: 'orders', time, metadata: {} },
    eligible_for_retry: true,
    data: JSON.stringify({ text }),
  };
}

/** Delivers one batch, and returns the peak memory of the function's process in MB. */
async function memoryOf(events: number, compression: 'gzip' | 'zstd') {
  const objects: number[] = [];
  let maxMemoryMb = 0;
  await using pipeline = await Pipeline.start({
    stages: ['collector', 'batch-deliverer'],
    fileOf: (stage) => join(bundles, stage, 'index.mjs'),
    execArgv: [`--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`],
    onPut: (body) => objects.push(body.length),
    onRun: (stage, _messages, run) => {
      if (stage === 'batch-deliverer') maxMemoryMb = run.maxMemoryMb;
    },
  });
  const shape: Shape = {
    ...{ tenants: 1, rate: 0, perRun: 10, compression },
    ...{ maxEvents: events, maxBytes: MAX_BYTES, maxSeconds: 900 },
  };
  await seedShape(pipeline, shape);
  const publish = directPublish(pipeline.standIn, () => new Date(pipeline.now));
  for (let done = 0; done < events; done += shape.perRun) {
    const run = Array.from({ length: Math.min(shape.perRun, events - done) }, () =>
      eventAt(pipeline.now, Math.floor((MAX_BYTES * 0.999) / events)),
    );
    await publish(run);
    pipeline.now += 1;
  }
  await pipeline.collect(1);
  await pipeline.deliver();
  return {
    events,
    'bytes of an event': Math.floor(MAX_BYTES / events),
    compression,
    'objects (MB)': objects.map((bytes) => Math.round(bytes / 1e6)).join(', '),
    'memory (MB)': maxMemoryMb,
  };
}

const rows = [];
for (const events of [MAX_EVENTS, 330]) {
  for (const compression of ['zstd', 'gzip'] as const) {
    rows.push(await memoryOf(events, compression));
  }
}
console.table(rows);
console.log(`The function has ${memoryMb} MB.`);
