import * as z from 'zod';
import {
  deferringOverLimit,
  deferToSlowQueue,
  type SlowQueueDeps,
} from './delivery/defer-delivery.ts';
import { type DeliverDeps, deliver, destinationReads } from './delivery/deliver.ts';
import { DeliveryEnv, deliveryDeps, writerSettings } from './delivery/delivery-deps.ts';
import { deliveryQueue, parseDeliveryRecord } from './delivery/delivery-record.ts';
import { partCache } from './destination-types/part-cache.ts';
import { WRITERS } from './destination-types/writers.ts';
import { type WriteRollupsDeps, writeRollups } from './metrics/batch-counters.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import type { AdaptiveLimit } from './platform/sqs/adaptive-concurrency.ts';
import { sendTo } from './platform/sqs/queue.sqs.ts';
import { type DeadLetters, sqsHandler } from './platform/sqs/sqs-handler.ts';

/** Environment variables of the deliverer. */
export const DelivererEnv = z.object({
  ...DeliveryEnv.shape,
  DELIVERY_QUEUE_URL: NonEmptyString,
  SLOW_QUEUE_URL: NonEmptyString,
});
export type DelivererEnv = z.input<typeof DelivererEnv>;

interface Deps extends Omit<DeliverDeps, 'reads'>, WriteRollupsDeps, SlowQueueDeps {
  readonly deadLetters: DeadLetters;
  readonly slowQueueUrl: string;
  /** Limits the concurrent deliveries to each destination. */
  readonly limits: AdaptiveLimit;
}

/** Handles each message of the primary delivery queue and of the slow queue. */
const deliverEach = (deps: Deps) =>
  sqsHandler({
    beginRun: () => {
      const run = { ...deps, reads: destinationReads(deps.destinations) };
      return async (record, signal, reportThrottling) => {
        const delivery = parseDeliveryRecord(record, deps.slowQueueUrl);
        const throttling = await deferringOverLimit(deps, record, delivery, () =>
          deliver(run, delivery, signal),
        );
        if (throttling) reportThrottling(throttling);
      };
    },
    deadLetters: deps.deadLetters,
    afterBatch: async (signal) => {
      await Promise.all([writeRollups(deps, signal), deps.outbox.flush(signal)]);
    },
    throttling: {
      limits: deps.limits,
      defer: (record) => deferToSlowQueue(deps, record, deliveryQueue(record, deps.slowQueueUrl)),
    },
  });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof DelivererEnv>) {
  const aws = systemContext();
  const sqs = new Queues(aws);
  return {
    ...deliveryDeps({ aws, dynamo: new Documents(aws), sqs }, env, now),
    writers: partCache(WRITERS, writerSettings(env), aws),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    sendSlow: sendTo(sqs, env.SLOW_QUEUE_URL),
    slowQueueUrl: env.SLOW_QUEUE_URL,
    random: Math.random,
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(DelivererEnv, (env) => deliverEach(depsFrom(env)));
