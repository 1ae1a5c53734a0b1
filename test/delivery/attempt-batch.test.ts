import { describe, expect, test } from 'vitest';
import { UNKNOWN_TOPICS } from '../../lambdas/attempts/batch-topics.ts';
import { type AttemptBatchDeps, attemptBatch } from '../../lambdas/delivery/attempt-batch.ts';
import { batchWriter } from '../../lambdas/destination-types/aws-s3/batches/batch-writer.s3.ts';
import type { DeliveryOfBatch } from '../../lambdas/events/delivery-message.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { accessKey, open, present } from '../destination-types/aws-s3/builders.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';

const acceptedAt = NOW.toISOString();
const event = {
  ...anEvent({ id: 'evt_1' }),
  destination_ids: ['des_1'],
  accepted_at: acceptedAt,
  position: `${acceptedAt}#evt_1`,
};
const batch = {
  ...{ log: 'BATCH#acme#des_1#2026-11-22#0', first: 0, last: 1 },
  partition: 'date=2026-11-22/',
  openedAt: acceptedAt,
  cut: 'age',
  events: [{ id: 'evt_1', acceptedAt }],
  bytes: 100,
} as const;
const delivery: DeliveryOfBatch = {
  destination_id: 'des_1',
  attempt_number: 1,
  manual: false,
  event: { ...anEvent({ id: 'bat_1' }), topic: '' },
  batch: { ...batch, events: 1 },
};
const destination = aDestination({
  config: { bucket: 'b', region: 'us-east-1', format: 'ndjson' },
});

/** Makes an attempt at a batch while recording the key of its object fails with an error. */
const attempt = (recordError: Error, signal = new AbortController().signal, onRead = () => {}) =>
  attemptBatch(
    {
      readEvents: async () => {
        onRead();
        return { events: [event], expiredCount: 0 };
      },
      settledObjects: {
        put: async () => {
          throw recordError;
        },
        at: async () => undefined,
      },
      eventData: ONLY_SMALL,
      decrypt: async () => accessKey,
      batchWriters: () => batchWriter(open, present),
      timeoutMs: 2_000,
      now: () => NOW,
      newId: () => '1',
    },
    delivery,
    batch,
    destination,
    signal,
  );

describe('an attempt at a batch is not recorded as a failure of the store', () => {
  test.each([
    ['loses its connection', { code: 'ECONNRESET' }],
    ['does not answer', { name: 'TimeoutError' }],
  ])('while the event store %s', async (_case, properties) => {
    const recordError = Object.assign(new Error('the event store failed'), properties);
    await expect(attempt(recordError)).rejects.toMatchObject({ cause: recordError });
  });

  test('when the run ends before the batch is read', async () => {
    const reads: string[] = [];
    const ended = attempt(new Error(), AbortSignal.abort(), () => void reads.push('read'));
    await expect(ended).rejects.toThrow('aborted');
    expect(reads).toEqual([]);
  });

  test('when the run ends before it is sent', async () => {
    const run = new AbortController();
    const ended = attempt(new Error('settled'), run.signal, () => run.abort());
    await expect(ended).rejects.toThrow('aborted');
  });
});

/** The store of large events in a bucket without objects. */
const emptyBlobs = (bucket: string) =>
  new LargePayloadStore({
    bucket,
    put: async () => {},
    read: async () => ({ kind: 'gone' }),
    delete: async () => {},
  });

const large: AttemptBatchDeps['readEvents'] = async () => {
  const { data: _data, ...facts } = event;
  const data_ref = { bucket: 'large-events', key: 'k', bytes: 9 };
  return { events: [{ ...facts, data_ref }], expiredCount: 0 };
};

describe('the attempt at a batch without readable events', () => {
  const made = async (read: Partial<AttemptBatchDeps>) => {
    const deps: AttemptBatchDeps = {
      readEvents: async () => ({ events: [event], expiredCount: 0 }),
      settledObjects: { put: async () => true, at: async () => undefined },
      eventData: ONLY_SMALL,
      decrypt: async () => accessKey,
      batchWriters: () => batchWriter(open, present),
      timeoutMs: 2_000,
      now: () => NOW,
      newId: () => '1',
      ...read,
    };
    const { signal } = new AbortController();
    return (await attemptBatch(deps, delivery, batch, destination, signal)).attempt;
  };

  test('has their topics while their data is unavailable, so that a bulk retry by topic finds it', async () => {
    const attempt = await made({ eventData: emptyBlobs('another'), readEvents: large });
    expect(attempt).toMatchObject({ code: 'data_unavailable', topics: [['orders', 1]] });
  });

  test('has unknown topics when they or their data have expired', async () => {
    const expired = { code: 'event_expired', topics: UNKNOWN_TOPICS };
    const none = async () => ({ events: [], expiredCount: 1 });
    expect(await made({ readEvents: none })).toMatchObject(expired);
    const withoutData = { eventData: emptyBlobs('large-events'), readEvents: large };
    expect(await made(withoutData)).toMatchObject(expired);
  });

  test('has no topics when they were erased or belong to other batches', async () => {
    const attempt = await made({ readEvents: async () => ({ events: [], expiredCount: 0 }) });
    expect(attempt).toMatchObject({ code: 'EMPTY', topics: [] });
  });
});

test.each([
  [0, { mayReplace: true, mayHaveExpiredEvents: false }],
  [1, { mayReplace: false, mayHaveExpiredEvents: true }],
])(
  'a manual retry of a batch of which %i events have expired is written with %o',
  async (expiredCount, expected) => {
    const found: unknown[] = [];
    const first = { storedAs: { key: 'k' }, events: 2 };
    const settled = { put: async () => false, at: async () => first };
    await attemptBatch(
      {
        readEvents: async () => ({ events: [event], expiredCount }),
        settledObjects: settled,
        eventData: ONLY_SMALL,
        decrypt: async () => accessKey,
        batchWriters: () => ({
          write: async (_batch, _target, { mayReplace, settle }) => {
            const { mayHaveExpiredEvents } = await settle('bucket', { key: 'other' });
            found.push({ mayReplace, mayHaveExpiredEvents });
            return { kind: 'delivered', code: 'OK', response: {} };
          },
        }),
        timeoutMs: 2_000,
        now: () => NOW,
        newId: () => '1',
      },
      { ...delivery, manual: true, attempt_number: 2 },
      batch,
      destination,
      new AbortController().signal,
    );
    expect(found).toEqual([expected]);
  },
);
