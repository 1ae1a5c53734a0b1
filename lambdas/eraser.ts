import * as z from 'zod';
import { AttemptStore } from './attempts/attempt-store.dynamo.ts';
import { SlotEraser } from './batches/slot-eraser.dynamo.ts';
import { StoredSlots } from './batches/slot-log.dynamo.ts';
import { STEP_LIMITS } from './erasures/erase-events.ts';
import { readStepMessage } from './erasures/erasure.ts';
import { erasureStore } from './erasures/erasure-store.dynamo.ts';
import { EventEraser } from './erasures/event-eraser.dynamo.ts';
import { runStep, type StepDeps } from './erasures/run-step.ts';
import { EventStore } from './events/event-store.dynamo.ts';
import { LargePayloadStore } from './events/large-payload-store.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { blobStoreIn } from './platform/aws/blob-store.s3.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Objects } from './platform/aws/calls/objects.s3.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString, PositiveInt } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { newUlid } from './platform/new-ulid.ts';
import { receiptOf } from './platform/sqs/original-message.ts';
import { deadLettersIn, sendTo } from './platform/sqs/queue.sqs.ts';
import { type DeadLetters, sqsHandler } from './platform/sqs/sqs-handler.ts';

/** Environment variables of the eraser. */
export const EraserEnv = z.object({
  EVENTS_TABLE: NonEmptyString,
  LARGE_EVENTS_BUCKET: NonEmptyString,
  ERASURES_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  EVENT_RETENTION_DAYS: PositiveInt,
});
export type EraserEnv = z.input<typeof EraserEnv>;

/** Handles each message of the erasures queue. */
const runEachStep = ({ deadLetters, ...deps }: StepDeps & { deadLetters: DeadLetters }) =>
  sqsHandler({
    beginRun: () => (record) =>
      runStep(deps, readStepMessage(record.body), receiptOf(record, deps.now())),
    deadLetters,
  });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof EraserEnv>) {
  const aws = systemContext();
  const dynamo = new Documents(aws);
  const sqs = new Queues(aws);
  return {
    erasures: erasureStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    eventEraser: new EventEraser(dynamo, env.EVENTS_TABLE),
    events: new EventStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    eventData: new LargePayloadStore(blobStoreIn(new Objects(aws), env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    parking: new ParkingLot(dynamo, env.EVENTS_TABLE),
    slots: new StoredSlots(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    slotEraser: new SlotEraser(dynamo, env.EVENTS_TABLE),
    retentionDays: env.EVENT_RETENTION_DAYS,
    limits: STEP_LIMITS,
    send: sendTo(sqs, env.ERASURES_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    now,
    newId: () => newUlid(now()),
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(EraserEnv, (env) => runEachStep(depsFrom(env)));
