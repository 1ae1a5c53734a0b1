import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type AttemptDeliveryDeps,
  attemptDelivery,
} from '../../lambdas/delivery/attempt-delivery.ts';
import type {
  DeliveryResult,
  WritableEvent,
} from '../../lambdas/destination-types/destination-type.ts';
import {
  type Delivery,
  deliveryMessage,
  readDelivery,
} from '../../lambdas/events/delivery-message.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import type { BlobStore } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { BUCKET, startObjects } from '../support/objects.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: { key: 'k' } };
const DATA = `{"big":12345678901234567890,"é":"\\uFFFE\uFFFE","blob":"${'x'.repeat(900_000)}"}`;

let store: Awaited<ReturnType<typeof startObjects>>;
let written: WritableEvent[] = [];
beforeAll(async () => {
  store = await startObjects();
});
afterAll(() => store.stop());
beforeEach(() => {
  written = [];
});

const deps = (given: Partial<AttemptDeliveryDeps> = {}): AttemptDeliveryDeps => ({
  decrypt: async () => ({}),
  writers: () => ({
    write: async (event) => {
      written.push(event);
      return DELIVERED;
    },
  }),
  eventData: store.eventData,
  timeoutMs: 5_000,
  work: new WorkLimit(() => NOW),
  now: () => NOW,
  newId: () => 'id',
  ...given,
});

/** The delivery of a large event, as received from its queue. */
async function aDelivery(id: string): Promise<Delivery> {
  const event = await store.eventData.keep(anEvent({ id, data: DATA }), NOW);
  const { body } = deliveryMessage({
    destination_id: 'des_1',
    attempt_number: 1,
    manual: false,
    event,
  });
  return readDelivery(body);
}

const tried = (
  delivery: Delivery,
  given: Partial<AttemptDeliveryDeps> = {},
  signal?: AbortSignal,
) =>
  attemptDelivery(
    deps(given),
    delivery,
    aDestination(),
    'slow',
    signal ?? AbortSignal.timeout(5_000),
  );

test('the published data of a large event is written', async () => {
  const { attempt } = await tried(await aDelivery('large'));
  expect(attempt).toMatchObject({ status: 'success', code: 'OK' });
  expect(written).toMatchObject([{ id: 'large', topic: 'orders' }]);
  expect(written[0]?.data === DATA).toBe(true);
});

test('after an internal read error the message stays in the queue, and the next run reads the data', async () => {
  const delivery = await aDelivery('fault');
  let reads = 0;
  const read: BlobStore['read'] = async (key, max) => {
    reads += 1;
    if (reads === 1) throw new Error('S3 is down');
    return store.objects.read(key, max);
  };
  const eventData = new LargePayloadStore({ ...store.objects, read });
  await expect(tried(delivery, { eventData })).rejects.toThrow('S3 is down');
  expect(written).toEqual([]);
  const { attempt } = await tried(delivery, { eventData });
  expect(attempt).toMatchObject({ status: 'success', attempt_number: 1 });
});

test('a large event without data fails permanently, and does not affect destination health', async () => {
  const delivery = await aDelivery('expired');
  if ('data_ref' in delivery.event) await store.eventData.erase(delivery.event.data_ref);
  expect(await tried(delivery)).toMatchObject({
    latency: 'none',
    attempt: {
      status: 'failed',
      code: 'event_expired',
      retryable: false,
      response_data: { error: 'the event has expired and can no longer be delivered' },
    },
  });
  expect(written).toEqual([]);
});

test('a large event in a bucket that is not connected is retried, and the error names the bucket and the setting', async () => {
  const delivery = await aDelivery('elsewhere');
  const { attempt, latency } = await tried(delivery, { eventData: store.newEventData });
  expect(latency).toBe('none');
  expect(attempt).toMatchObject({
    status: 'failed',
    code: 'data_unavailable',
    retryable: true,
    response_data: {
      error: `the data of the event is in the bucket ${BUCKET}, which is not connected to this stage: deploy the stage with the setting existingLargeEventsBucketName=${BUCKET}`,
    },
  });
  expect(written).toEqual([]);
  expect((await tried(delivery)).attempt).toMatchObject({ status: 'success' });
});

test('a slow store does not delay other large events', async () => {
  const [slow, quick] = [await aDelivery('slow'), await aDelivery('primary')];
  const { promise: isAnswered, resolve: answer } = Promise.withResolvers<void>();
  const writers: AttemptDeliveryDeps['writers'] = () => ({
    write: async (event) => {
      if (event.id === 'slow') await isAnswered;
      written.push(event);
      return DELIVERED;
    },
  });
  const slowTry = tried(slow, { writers });
  await tried(quick, { writers });
  expect(written.map(({ id }) => id)).toEqual(['primary']);
  answer();
  await slowTry;
  expect(written.map(({ id }) => id)).toEqual(['primary', 'slow']);
});

test('a large event is not written after the run has timed out', async () => {
  const delivery = await aDelivery('late');
  await expect(tried(delivery, {}, AbortSignal.abort(new Error('time is over')))).rejects.toThrow(
    'time is over',
  );
  expect(written).toEqual([]);
});
