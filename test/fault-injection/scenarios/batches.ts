import type { Scenario, Step } from '../scenario.ts';
import {
  ask,
  brokenAnswer,
  DAY,
  enqueue,
  expected,
  FIRST,
  LARGE,
  later,
  publish,
  publishAll,
  rejecting,
  settled,
  tenantWith,
  within,
} from './builders.ts';

const placed = { bucket: FIRST.bucket, region: 'us-east-1' };

/** The config of a destination that receives batches. A batch is a minute old at most. */
const batched = { ...placed, format: 'ndjson', batch_max_seconds: '60' };

const collecting = (config: object = {}, given: object = {}): Step =>
  tenantWith([FIRST], { config: { ...batched, ...config }, ...given });

const changed = (config: object): Step =>
  ask('PATCH', '/tenants/acme/destinations/des_first', JSON.stringify({ config }));

const disable = ask('PUT', '/tenants/acme/destinations/des_first/disable');
const enable = ask('PUT', '/tenants/acme/destinations/des_first/enable');

const BY_EVENT = 'join(\'/\', [metadata.topic, metadata."event-id"])';
const BY_BATCH = "join('', ['b/', batch.id, batch.extension])";

/** Cancels the parked batch. */
const cancelBatch: Step = async (harness) => {
  const { log } = await harness.shelf.read();
  const parked = log.find(({ kind }) => kind === 'parked');
  const path = `/tenants/acme/destinations/des_first/parked/${parked?.event_id ?? 'none'}`;
  // A repeated request no longer finds it.
  await ask('DELETE', path, '', [200, 404])(harness);
};

/** Retries the delivery of an event with its batch. */
const retried = (event_id: string): Step =>
  ask('POST', '/retry', JSON.stringify({ event_id, destination_id: 'des_first' }));

const HOUR = 3_600;

/** When the erasure is requested; it also removes the counts of earlier hours. */
const NOW = '2026-11-22T12:00:00Z';

const OTHER_DATA = '{"amount":2.50}';

/** Erases all of a tenant's events. The delivery guarantees end for those accepted so far. */
const erase: Step = async (harness) => {
  await ask('DELETE', '/tenants/acme/events', '')(harness);
  harness.accepted.delete('evt_open');
};

/** Batches from the publishing of their events to their objects. */
export const BATCHES: readonly Scenario[] = [
  {
    name: 'a batch that is due, of events of both ingestion paths',
    given: [collecting()],
    steps: [publish('evt_1'), enqueue('evt_2'), within(0), publish('evt_3'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST), expected('evt_3', FIRST)],
  },
  {
    name: 'a batch that has its number of events, and one that is open',
    given: [collecting({ batch_max_events: '2' })],
    steps: [publishAll('evt_1', 'evt_2', 'evt_3'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST), expected('evt_3', FIRST)],
  },
  {
    name: 'two partitions, and an event that is larger than a batch',
    given: [collecting({ batch_max_bytes: '65536', partition: 'time.date' })],
    steps: [
      // One log per run: the calls for several have no fixed order.
      ...[publish('evt_1'), within(0), publish('evt_2', { time: '2026-11-20T00:00:00Z' })],
      ...[within(0), publish('evt_3', { data: LARGE }), settled],
    ],
    expected: [
      ...[expected('evt_1', FIRST), expected('evt_2', FIRST)],
      expected('evt_3', FIRST, { body: LARGE }),
    ],
  },
  {
    name: 'an event that is published again while its batch is open, and after its delivery',
    given: [collecting()],
    steps: [
      ...[publish('evt_1'), within(0), publish('evt_1'), settled],
      ...[publish('evt_1'), publish('evt_2'), settled, publish('evt_1'), settled],
    ],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'a batch that a bucket refuses at first',
    given: [collecting(), publishAll('evt_1', 'evt_2'), within(0), rejecting(1, 503, 'SlowDown')],
    steps: [settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'a batch whose retry is parked, and released when it is due',
    given: [
      collecting({}, { retry_schedule: Array(9).fill(DAY / 2) }),
      ...[publish('evt_1'), within(0), rejecting(1, 503, 'SlowDown')],
    ],
    steps: [settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a batch of a destination that is blocked while it is open',
    given: [
      collecting({ batch_max_events: '2' }, { retry_schedule: Array(9).fill(1) }),
      ...[publishAll('evt_1', 'evt_2'), rejecting(3, 403, 'AccessDenied'), within(10)],
    ],
    steps: [publish('evt_3'), settled],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST), expected('evt_3', FIRST)],
  },
  {
    name: 'a destination that is disabled while a batch is open, and enabled later',
    given: [collecting(), publish('evt_1'), within(0)],
    steps: [disable, within(DAY), enable, settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a parked batch whose destination does not recover in time',
    given: [collecting(), publishAll('evt_1', 'evt_2'), within(0), disable, within(HOUR)],
    steps: [within(15 * DAY)],
    expected: ['evt_1', 'evt_2'].map((id) => expected(id, FIRST, { ends: ['expired'] })),
  },
  {
    name: 'a parked batch that is cancelled',
    given: [collecting(), publishAll('evt_1', 'evt_2'), within(0), disable, within(HOUR)],
    steps: [cancelBatch, enable, settled],
    expected: ['evt_1', 'evt_2'].map((id) => expected(id, FIRST, { ends: ['cancelled', 'OK'] })),
  },
  {
    name: 'a destination that is deleted while one batch is parked and another is open',
    given: [
      ...[collecting(), publish('evt_1'), within(0), disable, within(HOUR), enable],
      ...[disable, publish('evt_2'), within(0)],
    ],
    steps: [ask('DELETE', '/tenants/acme/destinations/des_first', '', [200, 404]), settled],
    expected: ['evt_1', 'evt_2'].map((id) =>
      expected(id, FIRST, { ends: ['destination_deleted'] }),
    ),
  },
  {
    name: 'a manual retry of a batch that is open, of a blocked destination',
    given: [
      collecting({ batch_max_events: '2' }, { retry_schedule: Array(9).fill(1) }),
      ...[publishAll('evt_1', 'evt_2'), rejecting(3, 403, 'AccessDenied'), within(10)],
      ...[publish('evt_3'), within(0)],
    ],
    steps: [retried('evt_3'), settled],
    expected: ['evt_1', 'evt_2', 'evt_3'].map((id) => expected(id, FIRST)),
  },
  {
    name: 'a manual retry of a parked batch, and of one that is delivered',
    given: [
      collecting({}, { retry_schedule: Array(9).fill(DAY / 2) }),
      ...[publish('evt_1'), within(0), rejecting(1, 503, 'SlowDown'), within(HOUR)],
    ],
    steps: [retried('evt_1'), settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'limits and partition that change while a batch is open',
    given: [collecting({ partition: "'a'" }), publish('evt_1'), within(0)],
    steps: [
      // One log per run, as above.
      ...[changed({ partition: "'b'", batch_max_events: '1' }), publish('evt_2'), within(0)],
      ...[publish('evt_1'), settled],
    ],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'a key and a compression that change after an attempt that the store has carried out',
    given: [collecting(), publish('evt_1'), within(0), brokenAnswer, within(61)],
    steps: [changed({ key_template: BY_BATCH, compression: 'zstd' }), settled],
    expected: [expected('evt_1', FIRST)],
  },
  {
    name: 'a destination that no longer receives batches while one is open',
    given: [collecting(), publish('evt_1'), within(0)],
    steps: [
      changed({ format: 'json', batch_max_seconds: '', key_template: BY_EVENT }),
      ...[publish('evt_2'), settled],
    ],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'a destination that receives batches for a while, until one is open',
    given: [
      tenantWith([FIRST], { config: { ...placed, key_template: BY_EVENT } }),
      ...[publish('evt_1'), settled],
      changed({ format: 'ndjson', batch_max_seconds: '60', key_template: BY_BATCH }),
      ...[publish('evt_2'), within(0)],
    ],
    steps: [
      changed({ format: 'json', batch_max_seconds: '', key_template: BY_EVENT }),
      ...[publish('evt_2'), publish('evt_3'), settled],
    ],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST), expected('evt_3', FIRST)],
  },
  {
    name: 'a destination that receives batches after its deliveries failed',
    given: [
      tenantWith([FIRST], { config: { ...placed, key_template: BY_EVENT } }),
      ...[publish('evt_1'), rejecting(1, 503, 'SlowDown'), within(0)],
    ],
    steps: [
      changed({ format: 'ndjson', batch_max_seconds: '60', key_template: BY_BATCH }),
      ...[publish('evt_2'), settled],
    ],
    expected: [expected('evt_1', FIRST), expected('evt_2', FIRST)],
  },
  {
    name: 'an erasure while a batch is open and another is delivered, and an erased id again',
    // An erasure scans the counts of every retained day.
    settings: { EVENT_RETENTION_DAYS: '3' },
    given: [
      ...[collecting({ batch_max_seconds: '900' }), publish('evt_delivered'), within(2 * HOUR)],
      ...[publish('evt_open', { time: NOW }), within(0)],
    ],
    steps: [
      ...[erase, later(1), publish('evt_later', { time: NOW }), settled],
      ...[publish('evt_open', { data: OTHER_DATA, time: NOW }), settled],
    ],
    expected: [expected('evt_later', FIRST), expected('evt_open', FIRST, { body: OTHER_DATA })],
    erasure: { tenant_id: 'acme', events: 2, attempts: 1 },
  },
];
