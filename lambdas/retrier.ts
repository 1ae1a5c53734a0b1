import { setTimeout } from 'node:timers/promises';
import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { EventData } from './events/event-data.ts';
import { EventLog } from './events/event-log.dynamo.ts';
import { RetryJobs } from './retries/retry-jobs.dynamo.ts';
import { readStepMessage } from './retries/step-message.ts';
import { type StepDeps, takeStep } from './retries/take-step.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { handedOut } from './runtime/first-sent.ts';
import { objectsIn } from './runtime/objects.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Required } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';
import { WorkLimit } from './runtime/work-limit.ts';

/** What the retrier reads from its environment. */
export const RetrierEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  DELIVERY_QUEUE_URL: Required,
  RETRIES_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  LOG_RETENTION_DAYS: Count,
});
export type RetrierEnv = z.input<typeof RetrierEnv>;

/** For every message of the retries queue. */
const stepEach = ({ deadLetters, ...deps }: StepDeps & { deadLetters: DeadLetters }) =>
  eachRecord(
    (record) => takeStep(deps, readStepMessage(record.body), handedOut(record, deps.now())),
    deadLetters,
  );

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof RetrierEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objectsIn(env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    jobs: new RetryJobs(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    sendDeliveries: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    sendSteps: sendTo(sqs, env.RETRIES_QUEUE_URL),
    work: new WorkLimit(now),
    sleep: (ms: number) => setTimeout(ms),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
    now,
    newId: () => ulid(),
  };
}

/** What AWS calls. */
export const handler = coldStart(RetrierEnv, (env) => stepEach(depsFrom(env)));
