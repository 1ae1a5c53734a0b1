import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import type {
  DeliveryResult,
  DestinationTarget,
  WritableEvent,
  Writer,
} from '../../lambdas/destination-types/destination-type.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { readDelivery } from '../../lambdas/events/delivery-message.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import type { BlobStore } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { secondsAfter } from '../../lambdas/platform/json/timestamps.ts';
import { sendTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { type Queues, startQueues } from '../support/queues.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

let tables: Tables;
let queues: Queues;
let destinations: DestinationStore;
let attempts: AttemptStore;
let queue = '';
let written: { event: WritableEvent; place: DestinationTarget }[] = [];

beforeAll(async () => {
  [tables, queues] = await Promise.all([startTables(), startQueues()]);
  destinations = new DestinationStore(tables.client, tables.destinations);
  attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  await destinations.put(aDestination({ delivery_metadata: { team: 'billing' } }));
  await destinations.put(aDestination({ id: 'des_off', disabled_at: NOW.toISOString() }));
  await destinations.put(aDestination({ id: 'des_gone' }));
  await destinations.delete({ tenant_id: 'acme', id: 'des_gone' }, NOW);
});
afterAll(() => Promise.all([tables.stop(), queues.stop()]));

beforeEach(({ task }) => {
  written = [];
  queue = `q-${task.id.replaceAll(/\W/g, '')}`;
  queues.create(queue);
});

/** A test destination type with configurable results. */
const storeAnswering = (result: DeliveryResult): Writer => ({
  write: async (event, place) => {
    written.push({ event, place });
    return result;
  },
});

const DELIVERED: DeliveryResult = {
  kind: 'delivered',
  code: 'OK',
  response: { bucket: 'b', key: 'k', bytes: 2 },
};
const SLOW: DeliveryResult = {
  kind: 'retry',
  code: 'SlowDown',
  message: 'Please reduce your request rate.',
};
const TOO_LONG: DeliveryResult = { kind: 'rejected', code: 'KeyTooLongError', message: 'Too long' };

const depsWith = (result: DeliveryResult, given: Partial<RunDeps> = {}): RunDeps => ({
  ...parkingDeps(tables),
  destinations,
  attempts,
  counters: new RollupCounters(),
  decrypt: async () => ({ key: 'AKIA', secret: 'clear' }),
  writers: () => storeAnswering(result),
  send: sendTo(queues.client, queues.create(queue)),
  schedule: [30, 60],
  now: () => NOW,
  random: () => 0.5,
  newId: (at) => ulid(at.getTime()),
  ...given,
});

interface Given {
  destination_id?: string;
  undecided?: boolean;
  unplaced?: boolean;
  attempt_number?: number;
  eligible_for_retry?: boolean;
  manual?: boolean;
  isRedelivery?: boolean;
}

const run = async (deps: RunDeps, id: string, given: Given = {}) => {
  const {
    destination_id = 'des_1',
    attempt_number = 1,
    eligible_for_retry = true,
    manual = false,
    isRedelivery = false,
    undecided,
    unplaced,
  } = given;
  const event = anEvent({ id, eligible_for_retry });
  const delivery = { destination_id, attempt_number, manual, undecided, unplaced, event };
  await deliverAlone(deps, { delivery, isRedelivery, queue: 'slow' }, AbortSignal.timeout(5_000));
};

const attemptsOf = async (id: string) => {
  const reading = { after: ' ', before: '~', descending: false, limit: 100, wanted: () => true };
  const { rows } = await attempts.list(await attempts.readPartitions([id]), reading);
  const found = await attempts.getAll(rows);
  return found.toSorted((a, b) => a.attempt_number - b.attempt_number);
};

test('a successful delivery is recorded without a retry', async () => {
  await run(depsWith(DELIVERED), 'delivered');
  expect(written[0]?.place).toEqual({
    id: 'des_1',
    config: { bucket: 'my-events-bucket', region: 'us-east-1' },
    credentials: { key: 'AKIA', secret: 'clear' },
    delivery_metadata: { team: 'billing' },
  });
  expect(await attemptsOf('delivered')).toMatchObject([
    {
      status: 'success',
      code: 'OK',
      attempt_number: 1,
      manual: false,
      destination_type: 'aws_s3',
      response_data: { bucket: 'b', key: 'k', bytes: 2 },
    },
  ]);
  expect(queues.inspect(queue)).toEqual([]);
});

test('the latency is recorded and counted if a request was sent', async () => {
  const deps = depsWith({ ...DELIVERED, latency_ms: 42 });
  await run(deps, 'timed');
  expect(await attemptsOf('timed')).toMatchObject([{ latency_ms: 42 }]);
  const latencies = deps.counters.drain().map((rollup) => rollup.latencies?.attributes());
  expect(latencies).toEqual([
    { l5: 1, l_sum: 42 },
    { l5: 1, l_sum: 42 },
  ]);
  await run(deps, 'unasked', { destination_id: 'des_gone' });
  const [unasked] = await attemptsOf('unasked');
  expect(unasked).toMatchObject({ code: 'destination_deleted' });
  expect(unasked).not.toHaveProperty('latency_ms');
});

test('a temporary failure is recorded and retried with a delay', async () => {
  await run(depsWith(SLOW), 'slow');
  expect(await attemptsOf('slow')).toMatchObject([
    {
      status: 'failed',
      code: 'SlowDown',
      response_data: { error: SLOW.kind === 'retry' ? SLOW.message : '' },
    },
  ]);
  const [redelivery] = queues.inspect(queue);
  expect(redelivery?.delayed).toBe(true);
  expect(readDelivery(redelivery?.body ?? '')).toEqual({
    destination_id: 'des_1',
    attempt_number: 2,
    manual: false,
    event: anEvent({ id: 'slow' }),
  });
});

test('the retry respects the Retry-After of the store', async () => {
  await run(depsWith({ ...SLOW, retry_after: 600 }, { parkRetriesAfterSeconds: 0 }), 'later');
  expect(await attemptsOf('later')).toMatchObject([
    { response_data: { error: 'Please reduce your request rate.', retry_after: 600 } },
  ]);
  const named = { tenant_id: 'acme', destination_id: 'des_1', event_id: 'later' };
  const parked = await parkingDeps(tables).parking.find({ ...named, event_time: anEvent({}).time });
  expect(parked).toMatchObject({ reason: 'retry', due_at: secondsAfter(NOW, 600) });
});

test('a rejection of a single event is recorded and not retried', async () => {
  await run(depsWith(TOO_LONG), 'refused');
  expect(await attemptsOf('refused')).toMatchObject([
    { status: 'failed', code: 'KeyTooLongError' },
  ]);
  expect(queues.inspect(queue)).toEqual([]);
});

test('the last retry is not followed by another', async () => {
  await run(depsWith(SLOW), 'last', { attempt_number: 3 });
  expect(await attemptsOf('last')).toMatchObject([{ attempt_number: 3, status: 'failed' }]);
  expect(queues.inspect(queue)).toEqual([]);
});

test('an event that is not eligible for retry is not retried', async () => {
  await run(depsWith(SLOW), 'ineligible', { eligible_for_retry: false });
  expect(queues.inspect(queue)).toEqual([]);
});

test.each([
  ['des_off', 'destination_disabled'],
  ['des_gone', 'destination_deleted'],
  ['des_never_was', 'destination_deleted'],
])('a delivery to %s is recorded as %s, and nothing is written', async (destination_id, code) => {
  const deps = depsWith(DELIVERED, { parkForDisabled: false });
  await run(deps, `to-${destination_id}`, { destination_id });
  expect(await attemptsOf(`to-${destination_id}`)).toMatchObject([{ status: 'failed', code }]);
  expect(written).toEqual([]);
});

test('a run interrupted before it queued the retry queues it when the message is redelivered', async () => {
  const down: RunDeps['send'] = async () => {
    throw new Error('SQS is down');
  };
  await expect(run(depsWith(SLOW, { send: down }), 'twice')).rejects.toThrow('SQS is down');
  written = [];
  await run(depsWith(DELIVERED), 'twice', { isRedelivery: true });
  expect(written).toEqual([]);
  expect(await attemptsOf('twice')).toMatchObject([{ attempt_number: 1, code: 'SlowDown' }]);
  expect(queues.inspect(queue)).toHaveLength(1);
});

test.each([
  [10, 13],
  [90, 0],
])(
  'a message that is redelivered after %i seconds does not postpone the retry',
  async (seconds, delay) => {
    const id = `postponed-${seconds}`;
    const delays: unknown[] = [];
    const send: RunDeps['send'] = async (messages) =>
      void delays.push(...messages.map(({ delaySeconds }) => delaySeconds));
    await run(depsWith(SLOW, { send }), id);
    const now = () => new Date(NOW.getTime() + seconds * 1_000);
    await run(depsWith(SLOW, { send, now }), id, { isRedelivery: true });
    expect(delays).toEqual([23, delay]);
  },
);

test('a run interrupted before it recorded the attempt writes the same object again', async () => {
  await run(depsWith(DELIVERED), 'unrecorded', { isRedelivery: true });
  expect(written).toHaveLength(1);
  expect(await attemptsOf('unrecorded')).toMatchObject([{ status: 'success' }]);
});

test('a retry is queued when the response to the put was lost and the SDK retried it', async () => {
  const lost: RunDeps['attempts'] = Object.assign(Object.create(attempts), {
    record: async (attempt: Parameters<typeof attempts.record>[0]) => {
      await attempts.record(attempt);
      return attempts.record(attempt);
    },
    existing: (name: Parameters<typeof attempts.existing>[0]) => attempts.existing(name),
  });
  await run(depsWith(SLOW, { attempts: lost }), 'lost');
  expect(await attemptsOf('lost')).toHaveLength(1);
  expect(queues.inspect(queue)).toHaveLength(1);
});

test('a run that times out before the request records no failure, and its message stays in the queue', async () => {
  const event = anEvent({ id: 'late' });
  const delivery = { destination_id: 'des_1', attempt_number: 1, manual: false, event };
  const delivered = deliverAlone(
    depsWith(SLOW),
    { delivery, isRedelivery: false, queue: 'slow' },
    AbortSignal.abort(),
  );
  await expect(delivered).rejects.toMatchObject({ name: 'AbortError' });
  expect(await attemptsOf('late')).toEqual([]);
});

test('duplicates of a delivery are recorded once and retried once', async () => {
  await Promise.all([...Array(5)].map(() => run(depsWith(SLOW), 'duplicated')));
  expect(await attemptsOf('duplicated')).toHaveLength(1);
  expect(queues.inspect(queue)).toHaveLength(1);
});

test('a retry that was made manually in the meantime is not made again', async () => {
  await run(depsWith(SLOW), 'overtaken');
  await run(depsWith(DELIVERED), 'overtaken', { attempt_number: 2, manual: true });
  written = [];
  await run(depsWith(DELIVERED), 'overtaken', { attempt_number: 2 });
  expect(written).toEqual([]);
  expect(await attemptsOf('overtaken')).toMatchObject([
    { attempt_number: 1, manual: false },
    { attempt_number: 2, manual: true, status: 'success' },
  ]);
});

test('a failed manual attempt is followed by the remaining retries, which are not manual', async () => {
  await run(depsWith(SLOW), 'by-hand', { attempt_number: 2, manual: true });
  const [redelivery] = queues.inspect(queue);
  expect(readDelivery(redelivery?.body ?? '')).toMatchObject({ attempt_number: 3, manual: false });
});

test.each([
  ['filter', { undecided: true }],
  ['partition', { unplaced: true }],
])(
  'an event whose %s exceeds its step budget is recorded as failed and not retried',
  async (code, given) => {
    await run(depsWith(DELIVERED), `over-${code}`, given);
    expect(written).toEqual([]);
    expect(await attemptsOf(`over-${code}`)).toMatchObject([
      {
        status: 'failed',
        code,
        response_data: { error: `the ${code} exceeds its step limit for this event` },
      },
    ]);
    expect(queues.inspect(queue)).toEqual([]);
  },
);

test('an event without a key from the template is retried, and does not affect destination health', async () => {
  const destination = aDestination({ id: 'des_keyless' });
  await destinations.put(destination);
  const result: DeliveryResult = {
    kind: 'retry',
    code: 'key_template',
    message: 'The key template does not evaluate to a key: data.app_id is null.',
  };
  const deps = depsWith(result);
  for (const event of ['keyless-1', 'keyless-2', 'keyless-3', 'keyless-4']) {
    await run(deps, event, { destination_id: 'des_keyless' });
  }
  expect(queues.inspect(queue).map(({ body }) => readDelivery(body).attempt_number)).toEqual([
    2, 2, 2, 2,
  ]);
  await run(deps, 'keyless-1', { destination_id: 'des_keyless', attempt_number: 3 });
  expect(queues.inspect(queue)).toHaveLength(4);
  const after = await destinations.find('acme', 'des_keyless');
  expect(after).toMatchObject({ disabled_at: null });
  expect(after?.blocked).toBeUndefined();
  expect(after?.consecutive_failures).toBeUndefined();
});

test('an event that exceeds the template budget fails once, and does not affect destination health', async () => {
  const destination = aDestination({ id: 'des_overrun' });
  await destinations.put(destination);
  const result: DeliveryResult = {
    kind: 'rejected',
    code: 'key_template',
    message: 'The key template cannot be evaluated for this event: too many steps.',
  };
  const deps = depsWith(result);
  for (const event of ['overrun-1', 'overrun-2', 'overrun-3', 'overrun-4']) {
    await run(deps, event, { destination_id: 'des_overrun' });
  }
  expect(queues.inspect(queue)).toEqual([]);
  expect(await attemptsOf('overrun-1')).toMatchObject([
    { status: 'failed', code: 'key_template', attempt_number: 1, retryable: false },
  ]);
  const after = await destinations.find('acme', 'des_overrun');
  expect(after).toMatchObject({ disabled_at: null });
  expect(after?.blocked).toBeUndefined();
  expect(after?.consecutive_failures).toBeUndefined();
});

test('an event whose data is in a bucket that is not connected is retried, and does not affect destination health', async () => {
  const destination = aDestination({ id: 'des_dataless' });
  await destinations.put(destination);
  const objects: BlobStore = {
    bucket: 'new',
    put: async () => {},
    read: async () => ({ kind: 'gone' }),
    delete: async () => {},
  };
  const deps = depsWith(DELIVERED, { eventData: new LargePayloadStore(objects) });
  const { data: _, ...facts } = anEvent();
  const data_ref = { bucket: 'former', key: 'events/a/b', bytes: 300_000 };
  const given = { destination_id: 'des_dataless', manual: false };
  const make = (id: string, attempt_number: number) => {
    const delivery = { ...given, attempt_number, event: { ...facts, id, data_ref } };
    const received = { delivery, isRedelivery: false, queue: 'slow' } as const;
    return deliverAlone(deps, received, AbortSignal.timeout(5_000));
  };
  for (const id of ['dataless-1', 'dataless-2', 'dataless-3', 'dataless-4']) await make(id, 1);
  const next = queues.inspect(queue).map(({ body }) => readDelivery(body));
  expect(next.map(({ attempt_number }) => attempt_number)).toEqual([2, 2, 2, 2]);
  expect(next[0]?.event).toMatchObject({ data_ref });
  await make('dataless-1', 3);
  expect(queues.inspect(queue)).toHaveLength(4);
  expect((await attemptsOf('dataless-1')).at(-1)).toMatchObject({
    code: 'data_unavailable',
    attempt_number: 3,
  });
  const after = await destinations.find('acme', 'des_dataless');
  expect(after).toMatchObject({ disabled_at: null });
  expect(after?.blocked).toBeUndefined();
  expect(after?.consecutive_failures).toBeUndefined();
});

test('an internal error is thrown, and no attempt is recorded', async () => {
  const decrypt: RunDeps['decrypt'] = async () => {
    throw new Error('KMS is down');
  };
  await expect(run(depsWith(DELIVERED, { decrypt }), 'ours')).rejects.toThrow('KMS is down');
  expect(await attemptsOf('ours')).toEqual([]);
});
