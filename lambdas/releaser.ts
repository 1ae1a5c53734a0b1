import { setTimeout } from 'node:timers/promises';
import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import * as z from 'zod';
import { AttemptStore } from './attempts/attempt-store.dynamo.ts';
import { factsReader } from './batches/batch-events.dynamo.ts';
import { hasBatch } from './batches/find-batch.ts';
import { StoredSlots } from './batches/slot-log.dynamo.ts';
import { rollUpBatch } from './delivery/count-batch.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { EventStore } from './events/event-store.dynamo.ts';
import { rollUpOne } from './metrics/rollup-counters.ts';
import { RollupStore } from './metrics/rollup-store.dynamo.ts';
import { Topics } from './operator-events/operator-event.ts';
import { Outbox } from './operator-events/outbox.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { type ReleaseDeps, runReleaser } from './parking/releaser-run.ts';
import { readDue, Timers } from './parking/timers.dynamo.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString, NonNegativeInt, PositiveInt } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { invocationLog } from './platform/aws/metrics-emitter.ts';
import { newUlid } from './platform/new-ulid.ts';
import { sendTo } from './platform/sqs/queue.sqs.ts';

/** Environment variables of the releaser. */
export const ReleaserEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  DELIVERY_QUEUE_URL: NonEmptyString,
  BATCH_DELIVERY_QUEUE_URL: NonEmptyString,
  VERIFICATION_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENTS: Topics,
  EVENT_RETENTION_DAYS: PositiveInt,
  RELEASE_RATE: PositiveInt,
  PROBE_WAIT_SECONDS: NonNegativeInt,
});
export type ReleaserEnv = z.input<typeof ReleaserEnv>;

/**
 * Milliseconds before the function's timeout at which a run is aborted, so that work in progress can
 * finish.
 */
const MARGIN_MS = 5_000;

/**
 * Handles each scheduled invocation; the schedule is one per minute. The next run continues work that was
 * interrupted.
 */
const releaseEveryMinute = (deps: ReleaseDeps) =>
  middy<EventBridgeEvent<string, unknown>, void>()
    .use(invocationLog('run ended'))
    .handler(async (_event, context) => {
      const time = Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
      await runReleaser(deps, AbortSignal.timeout(time));
    });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof ReleaserEnv>): ReleaseDeps {
  const aws = systemContext();
  const dynamo = new Documents(aws);
  const sqs = new Queues(aws);
  const slots = new StoredSlots(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS);
  const rollups = {
    rollups: new RollupStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    random: Math.random,
  };
  return {
    parking: new ParkingLot(dynamo, env.EVENTS_TABLE),
    timers: new Timers(dynamo, env.EVENTS_TABLE),
    dueIn: (partition, until) => readDue(dynamo, env.EVENTS_TABLE, partition, until),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    attempts: new AttemptStore(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    countAttempt: rollUpOne(rollups),
    readBatch: factsReader(slots, dynamo, env.EVENTS_TABLE),
    countBatch: rollUpBatch(rollups),
    hasBatch: (batch) => hasBatch(slots, batch),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    sendBatches: sendTo(sqs, env.BATCH_DELIVERY_QUEUE_URL),
    outbox: new Outbox(sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL), env.OPERATOR_EVENTS),
    sendVerification: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    releaseRatePerDestination: env.RELEASE_RATE,
    probeWaitSeconds: env.PROBE_WAIT_SECONDS,
    sleep: (milliseconds: number) => setTimeout(milliseconds),
    now,
    newId: newUlid,
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(ReleaserEnv, (env) => releaseEveryMinute(depsFrom(env)));
