import * as z from 'zod';
import { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import { WriterEnv } from '../destination-types/writer-env.ts';
import { decryptWith } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../destinations/failure-counters.dynamo.ts';
import { LargePayloadStore } from '../events/large-payload-store.ts';
import { RollupCounters } from '../metrics/rollup-counters.ts';
import { RollupStore } from '../metrics/rollup-store.dynamo.ts';
import { Topics } from '../operator-events/operator-event.ts';
import { Outbox } from '../operator-events/outbox.ts';
import { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { Timers } from '../parking/timers.dynamo.ts';
import { blobStoreIn } from '../platform/aws/blob-store.s3.ts';
import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { EncryptionKeys } from '../platform/aws/calls/encryption-keys.kms.ts';
import { Objects } from '../platform/aws/calls/objects.s3.ts';
import type { Queues } from '../platform/aws/calls/queues.sqs.ts';
import {
  CsvList,
  NonEmptyString,
  NonNegativeInt,
  ParkOrDrop,
  PositiveInt,
  Seconds,
  TrueOrFalse,
} from '../platform/aws/env-schema.ts';
import { newUlid } from '../platform/new-ulid.ts';
import { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { AdaptiveLimit } from '../platform/sqs/adaptive-concurrency.ts';
import { deadLettersIn, sendTo } from '../platform/sqs/queue.sqs.ts';
import { MAX_AT_ONCE } from '../platform/sqs/sqs-handler.ts';
import { SlowDestinationCache } from './slow-destinations.ts';

/** Environment variables of the functions that deliver events or batches. */
export const DeliveryEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  LARGE_EVENTS_BUCKET: NonEmptyString,
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENTS: Topics,
  CONSECUTIVE_FAILURE_THRESHOLD: NonNegativeInt,
  AUTO_DISABLE: TrueOrFalse,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  CREDENTIALS_KEY_ARNS: NonEmptyString.pipe(CsvList),
  RETRY_SCHEDULE: Seconds,
  PARK_RETRIES_AFTER_SECONDS: NonNegativeInt,
  DISABLED_DESTINATION_POLICY: ParkOrDrop,
  PARKED_RETENTION_DAYS: PositiveInt,
  EVENT_RETENTION_DAYS: PositiveInt,
  ...WriterEnv.shape,
});

/**
 * Timeout, in milliseconds, of a write from the primary queue. S3 takes 100 to 200 ms for an object of
 * this size (User Guide, optimizing performance).
 */
const PRIMARY_TIMEOUT_MS = 2_000;

/**
 * Milliseconds for which objects are built before the event loop runs again. Most objects take a tenth of a
 * millisecond, so the ten of a batch are sent together.
 */
const SLICE_MS = 2;

interface Clients {
  readonly aws: AwsContext;
  readonly dynamo: Documents;
  readonly sqs: Queues;
}

/** The dependencies that deliveries of events and of batches share. */
export function deliveryDeps(
  { aws, dynamo, sqs }: Clients,
  env: z.output<typeof DeliveryEnv>,
  now: () => Date,
) {
  const destinations = new DestinationStore(dynamo, env.DESTINATIONS_TABLE);
  return {
    destinations,
    failures: new FailureCounters(dynamo, env.DESTINATIONS_TABLE),
    outbox: new Outbox(sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL), env.OPERATOR_EVENTS),
    consecutiveFailureThreshold: env.CONSECUTIVE_FAILURE_THRESHOLD,
    autoDisable: env.AUTO_DISABLE,
    attempts: new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    eventData: new LargePayloadStore(blobStoreIn(new Objects(aws), env.LARGE_EVENTS_BUCKET)),
    counters: new RollupCounters(),
    rollups: new RollupStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    decrypt: decryptWith(new EncryptionKeys(aws), env.CREDENTIALS_KEY_ARNS),
    slowDestinations: new SlowDestinationCache(),
    slowDown: (destination: Destination, until: string) =>
      destinations.slowDown(destination, until),
    limits: new AdaptiveLimit(MAX_AT_ONCE),
    work: new WorkLimit(now, SLICE_MS),
    timeoutMs: PRIMARY_TIMEOUT_MS,
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    parking: new ParkingLot(dynamo, env.EVENTS_TABLE),
    timers: new Timers(dynamo, env.EVENTS_TABLE),
    schedule: env.RETRY_SCHEDULE,
    parkRetriesAfterSeconds: env.PARK_RETRIES_AFTER_SECONDS,
    parkForDisabled: env.DISABLED_DESTINATION_POLICY,
    parkedRetentionDays: env.PARKED_RETENTION_DAYS,
    now,
    newId: newUlid,
  };
}
