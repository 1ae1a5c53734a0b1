import { AttemptStore } from '../attempts/attempt-store.dynamo.ts';
import { factsReader } from '../batches/batch-events.dynamo.ts';
import { StoredSlots } from '../batches/slot-log.dynamo.ts';
import { CandidateStore } from '../destinations/candidate-store.dynamo.ts';
import { CREATE_RATE } from '../destinations/create-destination.ts';
import { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { CANDIDATE_RATE } from '../destinations/test-candidate.ts';
import { erasureStore } from '../erasures/erasure-store.dynamo.ts';
import { EventStore } from '../events/event-store.dynamo.ts';
import { LargePayloadStore } from '../events/large-payload-store.ts';
import { dropExpiredRows } from '../metrics/drop-expired-rows.dynamo.ts';
import { RollupStore } from '../metrics/rollup-store.dynamo.ts';
import { Outbox } from '../operator-events/outbox.ts';
import { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { Timers } from '../parking/timers.dynamo.ts';
import { blobStoreIn } from '../platform/aws/blob-store.s3.ts';
import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { Objects } from '../platform/aws/calls/objects.s3.ts';
import type { Queues } from '../platform/aws/calls/queues.sqs.ts';
import { limitIn } from '../platform/rate-limit/rate-limit.dynamo.ts';
import { WorkLimit } from '../platform/rate-limit/work-limit.ts';
import { sendBatchTo, sendTo } from '../platform/sqs/queue.sqs.ts';
import { PUBLISH_RATE_LIMIT } from '../publishing/publish-limit.ts';
import { RetryJobs } from '../retries/retry-jobs.dynamo.ts';
import { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Env } from './api-env.ts';

/** The stores, and each tenant's rate and work limits. */
export function createStores(aws: AwsContext, env: Env, now: () => Date) {
  const dynamo = new Documents(aws);
  const slots = new StoredSlots(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS);
  return {
    tenants: new TenantStore(dynamo, env.DESTINATIONS_TABLE),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    candidates: new CandidateStore(dynamo, env.DESTINATIONS_TABLE, now),
    candidateLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, 'TESTS', CANDIDATE_RATE),
    createLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, 'CREATES', CREATE_RATE),
    events: new EventStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    eventData: new LargePayloadStore(blobStoreIn(new Objects(aws), env.LARGE_EVENTS_BUCKET)),
    slots,
    readBatch: factsReader(slots, dynamo, env.EVENTS_TABLE),
    attempts: new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    parking: new ParkingLot(dynamo, env.EVENTS_TABLE),
    timers: new Timers(dynamo, env.EVENTS_TABLE),
    retries: new RetryJobs(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    erasures: erasureStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    rollups: new RollupStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    dropExpired: dropExpiredRows(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    requestLimit: limitIn(
      dynamo,
      env.DESTINATIONS_TABLE,
      'REQUESTS',
      env.TENANT_REQUESTS_PER_SECOND,
    ),
    work: new WorkLimit(now),
    publishLimit: limitIn(
      dynamo,
      env.DESTINATIONS_TABLE,
      PUBLISH_RATE_LIMIT,
      env.TENANT_EVENTS_PER_SECOND,
    ),
  };
}

/** The senders of each kind of message. */
export function createSenders(sqs: Queues, env: Env) {
  return {
    deliveries: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    deliveryBatch: sendBatchTo(sqs, env.DELIVERY_QUEUE_URL),
    batchDeliveries: sendTo(sqs, env.BATCH_DELIVERY_QUEUE_URL),
    referrals: sendBatchTo(sqs, env.BATCH_QUEUE_URL),
    verifications: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    retrySteps: sendTo(sqs, env.RETRIES_QUEUE_URL),
    erasureSteps: sendTo(sqs, env.ERASURES_QUEUE_URL),
    outbox: new Outbox(sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL), env.OPERATOR_EVENTS),
  };
}

export type Stores = ReturnType<typeof createStores>;
export type Senders = ReturnType<typeof createSenders>;
