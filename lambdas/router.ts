import * as z from 'zod';
import { AttemptStore } from './attempts/attempt-store.dynamo.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { EventStore } from './events/event-store.dynamo.ts';
import { LargePayloadStore } from './events/large-payload-store.ts';
import { blobStoreIn } from './platform/aws/blob-store.s3.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Objects } from './platform/aws/calls/objects.s3.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import {
  CsvList,
  NonEmptyString,
  NonNegativeInt,
  ParkOrDrop,
  PositiveInt,
} from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { limitIn } from './platform/rate-limit/rate-limit.dynamo.ts';
import { WorkLimit } from './platform/rate-limit/work-limit.ts';
import { deadLettersIn, sendBatchTo, sendTo } from './platform/sqs/queue.sqs.ts';
import { type DeadLetters, sqsHandler } from './platform/sqs/sqs-handler.ts';
import {
  handlePublishRecord,
  limitLargeMessages,
  type PublishRecordDeps,
} from './publishing/handle-publish-record.ts';
import { beginPublishing, type PublishDeps } from './publishing/publish.ts';
import { PUBLISH_RATE_LIMIT } from './publishing/publish-limit.ts';
import { Payloads } from './publishing/s3-pointer-payload.ts';

/** Environment variables of the router. */
export const RouterEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  LARGE_EVENTS_BUCKET: NonEmptyString,
  DELIVERY_QUEUE_URL: NonEmptyString,
  BATCH_QUEUE_URL: NonEmptyString,
  PUBLISH_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  TOPICS: CsvList,
  TENANT_EVENTS_PER_SECOND: NonNegativeInt,
  DISABLED_DESTINATION_POLICY: ParkOrDrop,
  EVENT_RETENTION_DAYS: PositiveInt,
});
export type RouterEnv = z.input<typeof RouterEnv>;

/** Handles each message of the publish queue. */
const routeEach = ({ deadLetters, publishing, ...deps }: Deps) =>
  sqsHandler({
    beginRun: () => {
      const run = { ...deps, publish: beginPublishing(publishing) };
      return (record, signal) => handlePublishRecord(run, record, signal);
    },
    deadLetters,
    limitsIn: limitLargeMessages,
  });

interface Deps extends Omit<PublishRecordDeps, 'publish'> {
  readonly deadLetters: DeadLetters;
  readonly publishing: PublishDeps;
}

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof RouterEnv>) {
  const aws = systemContext();
  const dynamo = new Documents(aws);
  const sqs = new Queues(aws);
  const objects = blobStoreIn(new Objects(aws), env.LARGE_EVENTS_BUCKET);
  const attempts = new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now);
  const work = new WorkLimit(now);
  const publishing: PublishDeps = {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    eventData: new LargePayloadStore(objects),
    destinationsTried: (tenantId, eventId) => attempts.destinationsTried(tenantId, eventId),
    sendBatch: sendBatchTo(sqs, env.DELIVERY_QUEUE_URL),
    sendReferrals: sendBatchTo(sqs, env.BATCH_QUEUE_URL),
    parkForDisabled: env.DISABLED_DESTINATION_POLICY,
    work,
    now,
  };
  return {
    publishing,
    topics: env.TOPICS,
    payloads: new Payloads(objects),
    limit: limitIn(
      dynamo,
      env.DESTINATIONS_TABLE,
      PUBLISH_RATE_LIMIT,
      env.TENANT_EVENTS_PER_SECOND,
    ),
    resend: sendTo(sqs, env.PUBLISH_QUEUE_URL),
    work,
    random: Math.random,
    now,
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(RouterEnv, (env) => routeEach(depsFrom(env)));
