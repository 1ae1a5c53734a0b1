import { setTimeout } from 'node:timers/promises';
import * as z from 'zod';
import { AttemptStore } from './attempts/attempt-store.dynamo.ts';
import { hasBatch } from './batches/find-batch.ts';
import { StoredSlots } from './batches/slot-log.dynamo.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import type { BatchRef } from './events/delivery-message.ts';
import { EventStore } from './events/event-store.dynamo.ts';
import { LargePayloadStore } from './events/large-payload-store.ts';
import { blobStoreIn } from './platform/aws/blob-store.s3.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Objects } from './platform/aws/calls/objects.s3.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString, PositiveInt } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { newUlid } from './platform/new-ulid.ts';
import { WorkLimit } from './platform/rate-limit/work-limit.ts';
import { receiptOf } from './platform/sqs/original-message.ts';
import { deadLettersIn, sendTo } from './platform/sqs/queue.sqs.ts';
import { type DeadLetters, sqsHandler } from './platform/sqs/sqs-handler.ts';
import { RETRY_LIMITS, readStepMessage } from './retries/retry-job.ts';
import { RetryJobs } from './retries/retry-jobs.dynamo.ts';
import { runStep, type StepDeps } from './retries/run-step.ts';

/** Environment variables of the retrier. */
export const RetrierEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  LARGE_EVENTS_BUCKET: NonEmptyString,
  DELIVERY_QUEUE_URL: NonEmptyString,
  BATCH_DELIVERY_QUEUE_URL: NonEmptyString,
  RETRIES_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  EVENT_RETENTION_DAYS: PositiveInt,
});
export type RetrierEnv = z.input<typeof RetrierEnv>;

/** Handles each message of the retries queue. */
const runEachStep = ({ deadLetters, ...deps }: StepDeps & { deadLetters: DeadLetters }) =>
  sqsHandler({
    beginRun: () => (record) =>
      runStep(deps, readStepMessage(record.body), receiptOf(record, deps.now())),
    deadLetters,
  });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof RetrierEnv>) {
  const aws = systemContext();
  const dynamo = new Documents(aws);
  const sqs = new Queues(aws);
  const slots = new StoredSlots(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS);
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    eventData: new LargePayloadStore(blobStoreIn(new Objects(aws), env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    hasBatch: (batch: BatchRef) => hasBatch(slots, batch),
    jobs: new RetryJobs(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    sendDeliveries: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    sendBatches: sendTo(sqs, env.BATCH_DELIVERY_QUEUE_URL),
    sendSteps: sendTo(sqs, env.RETRIES_QUEUE_URL),
    work: new WorkLimit(now),
    sleep: (ms: number) => setTimeout(ms),
    deliveriesPerStep: RETRY_LIMITS.deliveries,
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    now,
    newId: () => newUlid(now()),
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(RetrierEnv, (env) => runEachStep(depsFrom(env)));
