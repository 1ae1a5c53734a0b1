import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { ulid } from 'ulid';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { SlotEraser } from '../../lambdas/batches/slot-eraser.dynamo.ts';
import { StoredSlots } from '../../lambdas/batches/slot-log.dynamo.ts';
import { STEP_LIMITS } from '../../lambdas/erasures/erase-events.ts';
import { type Erasure, readStepMessage, type StepMessage } from '../../lambdas/erasures/erasure.ts';
import { erasureStore } from '../../lambdas/erasures/erasure-store.dynamo.ts';
import { EventEraser } from '../../lambdas/erasures/event-eraser.dynamo.ts';
import { runStep, type StepDeps } from '../../lambdas/erasures/run-step.ts';
import { startErasure } from '../../lambdas/erasures/start-erasure.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import type { TimeBounds } from '../../lambdas/platform/dynamodb/timeline.ts';
import type { Send } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { BatchedPuts } from '../support/batched-puts.ts';
import { anAttempt, anEvent, NOW } from '../support/builders.ts';
import { ONCE } from '../support/lambda.ts';
import { startObjects } from '../support/objects.ts';
import { startTables } from '../support/tables.ts';

/** The time `seconds` after {@link NOW}. Every erasure of a test is requested at {@link NOW}. */
export const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000);

/** An event as a test records it. */
interface Recorded {
  readonly id: string;
  readonly tenant_id?: string;
  /** Seconds from {@link NOW}. */
  readonly time?: number;
  readonly accepted?: number;
  /** Number of attempts. */
  readonly tries?: number;
}

/** An eraser with its own tables. Its queue is a list. */
export async function startEraser() {
  const [tables, objects] = await Promise.all([startTables(), startObjects()]);
  const { client, sdk, log } = tables;
  const events = new EventStore(client, log, 30, () => NOW);
  const attempts = new AttemptStore(client, log, 30, () => NOW);
  const asked: StepMessage[] = [];
  const send: Send = async (messages) =>
    void asked.push(...messages.map(({ body }) => readStepMessage(body)));
  const erasures = erasureStore(client, log, 30);
  const deps = {
    erasures,
    eventEraser: new EventEraser(client, log),
    events,
    eventData: objects.eventData,
    attempts,
    parking: new ParkingLot(client, log),
    slots: new StoredSlots(client, log, 30),
    slotEraser: new SlotEraser(client, log),
    // An erasure reads the counts of every retained day.
    retentionDays: 3,
    limits: STEP_LIMITS,
    send,
    now: () => NOW,
    newId: () => ulid(),
  } satisfies StepDeps;

  const batched = new BatchedPuts(tables);
  const preparedEvents = new EventStore(batched, log, 30, () => NOW);
  const preparedAttempts = new AttemptStore(batched, log, 30, () => NOW);

  const attempted = (event_id: string, tenant_id: string, attempt_number = 1, second = -50) => {
    const time = at(second + attempt_number);
    const id = `atm_${ulid(time.getTime())}`;
    const named = { id, event_id, tenant_id, attempt_number, time: time.toISOString() };
    return preparedAttempts.record(anAttempt(named));
  };

  /** Runs every requested step and returns the resulting erasure. */
  const carryOut = async ({ id }: Erasure): Promise<Erasure | undefined> => {
    for (let step = asked.shift(); step; step = asked.shift()) await runStep(deps, step, ONCE);
    return erasures.find(id);
  };
  /** All items of the events table except erasures. */
  const items = async () => {
    const { Items = [] } = await sdk.send(new ScanCommand({ TableName: log }));
    return Items.filter(({ kind }) => kind !== 'erasure');
  };
  const start = (tenant: string, time: TimeBounds = {}) => startErasure(deps, tenant, time);

  return {
    deps,
    tables,
    objects,
    /** The steps that were requested and have not run. */
    asked,
    attempted,
    start,
    carryOut,
    /** Requests an erasure and runs it. */
    erase: async (tenant: string, time: TimeBounds = {}) => carryOut(await start(tenant, time)),
    /** Records an event and its attempts. */
    recorded: async ({
      id,
      tenant_id = 'acme',
      time = -60,
      accepted = -55,
      tries = 1,
    }: Recorded) => {
      const event = anEvent({ id, tenant_id, time: at(time).toISOString() });
      const numbers = Array.from({ length: tries }, (_, n) => n + 1);
      await Promise.all([
        preparedEvents.record(event, ['des_1'], at(accepted)),
        ...numbers.map((n) => attempted(id, tenant_id, n)),
      ]);
    },
    items,
    /** The keys of all items of the events table except erasures. */
    left: async () => (await items()).map(({ pk, sk }) => `${pk} ${sk}`).toSorted(),
    stop: () => Promise.all([tables.stop(), objects.stop()]),
  };
}
