import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { erasureStore } from './erasures/erasure-store.dynamo.ts';
import { LogEraser } from './erasures/log-eraser.dynamo.ts';
import { readStepMessage } from './erasures/step-message.ts';
import { type StepDeps, takeStep } from './erasures/take-step.ts';
import { EventData } from './events/event-data.ts';
import { EventLog } from './events/event-log.dynamo.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { handedOut } from './runtime/first-sent.ts';
import { objectsIn } from './runtime/objects.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Required } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';

/** What the eraser reads from its environment. */
export const EraserEnv = z.object({
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  ERASURES_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  LOG_RETENTION_DAYS: Count,
});
export type EraserEnv = z.input<typeof EraserEnv>;

/** For every message of the erasures queue. */
const stepEach = ({ deadLetters, ...deps }: StepDeps & { deadLetters: DeadLetters }) =>
  eachRecord(
    (record) => takeStep(deps, readStepMessage(record.body), handedOut(record, deps.now())),
    deadLetters,
  );

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof EraserEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    erasures: erasureStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    log: new LogEraser(dynamo, env.LOG_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objectsIn(env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    parking: new ParkingLot(dynamo, env.LOG_TABLE),
    retentionDays: env.LOG_RETENTION_DAYS,
    send: sendTo(sqs, env.ERASURES_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
    now,
    newId: () => ulid(),
  };
}

/** What AWS calls. */
export const handler = coldStart(EraserEnv, (env) => stepEach(depsFrom(env)));
