import * as z from 'zod';
import {
  deferringOverLimit,
  deferToSlowQueue,
  type SlowQueueDeps,
} from './delivery/defer-delivery.ts';
import { type DeliverDeps, deliver } from './delivery/deliver.ts';
import { DeliveryEnv, deliveryDeps } from './delivery/delivery-deps.ts';
import { type DeliveryHandlerDeps, deliveryHandler } from './delivery/delivery-handler.ts';
import { deliveryQueue, parseDeliveryRecord } from './delivery/delivery-record.ts';
import { partCache, WRITERS } from './destination-types/registry.ts';
import { writerSettings } from './destination-types/writer-env.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { sendTo } from './platform/sqs/queue.sqs.ts';

/** Environment variables of the deliverer. */
export const DelivererEnv = z.object({
  ...DeliveryEnv.shape,
  DELIVERY_QUEUE_URL: NonEmptyString,
  SLOW_QUEUE_URL: NonEmptyString,
});
export type DelivererEnv = z.input<typeof DelivererEnv>;

type Deps = Omit<DeliverDeps, 'reads'> &
  SlowQueueDeps &
  DeliveryHandlerDeps & { readonly slowQueueUrl: string };

/** Handles each message of the primary delivery queue and of the slow queue. */
const deliverEach = (deps: Deps) =>
  deliveryHandler(deps, {
    deliver: (run, record, signal) => {
      const delivery = parseDeliveryRecord(record, deps.slowQueueUrl);
      return deferringOverLimit(deps, record, delivery, () => deliver(run, delivery, signal));
    },
    defer: (record) => deferToSlowQueue(deps, record, deliveryQueue(record, deps.slowQueueUrl)),
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
