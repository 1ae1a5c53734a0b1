/**
 * Measures the CPU of encoding events as NDJSON batches, with all threads: building the rows and
 * compressing them. Each value is the least of several runs. Run: npm run bench:ndjson
 *
 * The figures depend on this machine. Those adjusted to the reference machine can be compared with
 * the figures of another.
 */
import { hash } from 'node:crypto';
import { encode } from '../lambdas/destination-types/aws-s3/batches/encode.ts';
import type { WritableEvent } from '../lambdas/destination-types/destination-type.ts';
import { calibrate, calibrationLine, slowness } from './calibration.ts';

const RUNS = 7;
const SOURCE = 'urn:waybill:bench';

/** The size of an event as JSON, on average. */
const EVENT_BYTES = 743;

/** An order. Compressed together with others, it takes about a sixth of its size, like real orders. */
const eventAt = (index: number): WritableEvent => {
  const order = {
    order_id: String(10_000_000_000 + index * 7_919),
    customer: { id: `cus_${(index * 104_729) % 9_973}`, country: ['DE', 'FR', 'IT'][index % 3] },
    items: Array.from({ length: 4 }, (_, item) => ({
      sku: `sku-${(index * 31 + item * 17) % 500}`,
      quantity: 1 + ((index + item) % 5),
      unit_price: `${(index * 13 + item) % 200}.${10 + ((index * 7) % 90)}`,
    })),
    status: ['created', 'paid', 'shipped'][index % 3],
    signature: hash('sha256', String(index)),
    trace: hash('sha256', `trace ${index}`),
    note: '',
  };
  const facts = {
    id: `evt_01KBA0G2C0${String(index).padStart(16, '0')}`,
    topic: 'orders',
    time: new Date(Date.UTC(2026, 10, 29) + index * 37).toISOString(),
    metadata: { source: 'shop', region: 'eu' },
  };
  const room = EVENT_BYTES - JSON.stringify({ ...facts, data: order }).length;
  const note = 'please ring twice '.repeat(room).slice(0, Math.max(0, room));
  return { ...facts, data: JSON.stringify({ ...order, note }) };
};

async function cpuMsOf(events: readonly WritableEvent[], compression: string) {
  const before = process.cpuUsage();
  const { body } = await encode(events, { format: 'ndjson', compression }, SOURCE);
  const { user, system } = process.cpuUsage(before);
  return { ms: (user + system) / 1_000, bytes: body.length };
}

const rows = [];
const calibrations = [calibrate()];
for (const count of [10, 1_000, 10_000]) {
  const events = Array.from({ length: count }, (_, index) => eventAt(index));
  for (const compression of ['zstd', 'gzip', 'none']) {
    const runs = [];
    for (let run = 0; run < RUNS; run += 1) runs.push(await cpuMsOf(events, compression));
    const ms = Math.min(...runs.map((one) => one.ms));
    calibrations.push(calibrate());
    const adjustedMs = ms / slowness(calibrations.slice(-2));
    rows.push({
      events: count,
      compression,
      'CPU (ms)': ms,
      'on the reference machine (ms)': Number(adjustedMs.toFixed(3)),
      'events per core and second': Math.round(count / (ms / 1_000)),
      'on the reference machine': Math.round(count / (adjustedMs / 1_000)),
      'bytes per event': Math.round((runs[0]?.bytes ?? 0) / count),
    });
  }
}
console.table(rows);
console.log(calibrationLine(calibrations));
