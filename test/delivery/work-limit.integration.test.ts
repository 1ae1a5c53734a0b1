import type { SQSRecord } from 'aws-lambda';
import { ulid } from 'ulid';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { deferringOverLimit } from '../../lambdas/delivery/defer-delivery.ts';
import { parseDeliveryRecord } from '../../lambdas/delivery/delivery-record.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { deliveryMessage } from '../../lambdas/events/delivery-message.ts';
import { RollupCounters } from '../../lambdas/metrics/rollup-counters.ts';
import { WORK_LIMIT, WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import type { Send } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { aDestination, anEvent, NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { deliverAlone, type RunDeps } from './deliver-alone.ts';
import { parkingDeps } from './parking-deps.ts';

const SLOW_QUEUE = 'http://sqs/000000000000/slow';

type Sent = Parameters<Send>[0][number];

let tables: Tables;
let deps: RunDeps;
let now: Date;
/** Milliseconds of computation per object, by tenant. */
let costsMs: Map<string, number>;
let written: string[];
let sent: Sent[];
let sentSlow: Sent[];

beforeAll(async () => {
  tables = await startTables();
  const destinations = new DestinationStore(tables.client, tables.destinations);
  for (const tenant_id of ['costly', 'quiet']) await destinations.put(aDestination({ tenant_id }));
});
afterAll(() => tables.stop());

beforeEach(() => {
  now = NOW;
  written = [];
  sent = [];
  sentSlow = [];
  costsMs = new Map([['costly', 220]]);
  deps = {
    ...parkingDeps(tables),
    destinations: new DestinationStore(tables.client, tables.destinations),
    attempts: new AttemptStore(tables.client, tables.log, 30, () => NOW),
    counters: new RollupCounters(),
    decrypt: async (_sealed, { tenant_id }) => ({ tenant_id }),
    writers: () => ({
      write: async ({ id }, { credentials }) => {
        now = after((costsMs.get(credentials.tenant_id ?? '') ?? 0) / 1_000);
        written.push(id);
        return { kind: 'delivered', code: 'OK', response: {} };
      },
    }),
    work: new WorkLimit(() => now),
    send: async (messages) => void sent.push(...messages),
    schedule: [30],
    now: () => now,
    random: () => 0,
    newId: (at) => ulid(at.getTime()),
  };
});

const after = (seconds: number) => new Date(now.getTime() + seconds * 1_000);

const aDelivery = (tenant_id: string, id: string, given: Partial<SQSRecord> = {}): SQSRecord => {
  const event = anEvent({ tenant_id, id });
  const { body } = deliveryMessage({
    destination_id: 'des_1',
    attempt_number: 1,
    manual: false,
    event,
  });
  return aRecord({ messageId: `message-${id}`, body, ...given });
};

const run = (record: SQSRecord) => {
  const received = parseDeliveryRecord(record, SLOW_QUEUE);
  const sending = {
    ...deps,
    sendSlow: async (some: readonly Sent[]) => void sentSlow.push(...some),
  };
  return deferringOverLimit(sending, record, received, () =>
    deliverAlone(deps, received, AbortSignal.timeout(5_000)),
  );
};

const attempt = (tenant_id: string, event_id: string) =>
  deps.attempts.existing({ tenant_id, event_id, destination_id: 'des_1', attempt_number: 1 });

test('deliveries over the compute limit of their tenant are deferred without an attempt, others are made', async () => {
  for (let n = 1; n <= 6; n += 1) await run(aDelivery('costly', `costly-${n}`));
  await run(aDelivery('quiet', 'quiet-1'));
  // 200 ms of each count, a million steps: of the fourth on, the first have been worked off in part.
  const made = written.filter((id) => id.startsWith('costly'));
  expect(made).toEqual(['costly-1', 'costly-2', 'costly-3', 'costly-4']);
  expect(written).toContain('quiet-1');
  expect(await attempt('costly', 'costly-6')).toBeUndefined();
  expect(await attempt('quiet', 'quiet-1')).toMatchObject({ status: 'success' });
  expect(sent).toEqual([
    expect.objectContaining({ body: aDelivery('costly', 'costly-5').body, delaySeconds: 1 }),
    expect.objectContaining({ body: aDelivery('costly', 'costly-6').body, delaySeconds: 1 }),
  ]);
  now = after(60);
  await run(aDelivery('costly', 'costly-6'));
  expect(await attempt('costly', 'costly-6')).toMatchObject({ status: 'success' });
});

test('a deferred delivery stays in its queue, and keeps its original id and time', async () => {
  deps.work.charge('costly', WORK_LIMIT.atOnce + 2 * WORK_LIMIT.perSecond);
  const first = { stringValue: '2', dataType: 'String' as const };
  await run(
    aDelivery('costly', 'slow-1', {
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:slow',
      attributes: {
        ...aRecord().attributes,
        ApproximateReceiveCount: '2',
        MessageGroupId: 'costly#des_1',
      },
      messageAttributes: { deferrals: first },
    }),
  );
  expect(sent).toEqual([]);
  expect(sentSlow).toMatchObject([
    {
      group: 'costly#des_1',
      delaySeconds: 2,
      attributes: {
        deferrals: '3',
        original_message_id: 'message-slow-1',
        original_sent_at: '1763805600000',
      },
    },
  ]);
});

test('the computation of an ordinary object is not charged', async () => {
  costsMs = new Map([['costly', 20]]);
  for (let n = 1; n <= 50; n += 1) await run(aDelivery('costly', `ordinary-${n}`));
  expect(written).toHaveLength(50);
  expect(sent).toEqual([]);
});
