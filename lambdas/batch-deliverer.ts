import * as z from 'zod';
import { eventReader } from './batches/batch-events.dynamo.ts';
import { StoredObjects } from './batches/settled-objects.dynamo.ts';
import { StoredSlots } from './batches/slot-log.dynamo.ts';
import { deferInQueue, deferringWork } from './delivery/defer-delivery.ts';
import { type DeliverBatchDeps, deliverBatch } from './delivery/deliver-batch.ts';
import { DeliveryEnv, deliveryDeps } from './delivery/delivery-deps.ts';
import { type DeliveryHandlerDeps, deliveryHandler } from './delivery/delivery-handler.ts';
import { BATCH_WRITERS, partCache } from './destination-types/registry.ts';
import { writerSettings } from './destination-types/writer-env.ts';
import { readBatchDelivery } from './events/delivery-message.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { ByteGate } from './platform/byte-gate.ts';
import { isRedelivery } from './platform/sqs/original-message.ts';
import { sendTo } from './platform/sqs/queue.sqs.ts';

/** Environment variables of the batch-deliverer. */
export const BatchDelivererEnv = z.object({
  ...DeliveryEnv.shape,
  BATCH_DELIVERY_QUEUE_URL: NonEmptyString,
});
export type BatchDelivererEnv = z.input<typeof BatchDelivererEnv>;

/**
 * The JSON that a run holds in memory, in bytes: the largest batch of one tenant, and a batch of the
 * default size of another. 64 MB take 450 MB of memory, with their encoded form.
 */
const BYTES_AT_ONCE = { each: 67_108_864, all: 100_663_296 };

type Deps = Omit<DeliverBatchDeps, 'reads'> & DeliveryHandlerDeps;

/** Handles each message of the batch delivery queue. */
const deliverEach = (deps: Deps) =>
  deliveryHandler(deps, {
    deliver: (run, record, signal) => {
      const delivery = readBatchDelivery(record.body);
      const received = { delivery, isRedelivery: isRedelivery(record) };
      return deferringWork(deps, record, delivery, () => deliverBatch(run, received, signal));
    },
    defer: (record) => deferInQueue(deps, record),
  });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof BatchDelivererEnv>) {
  const aws = systemContext();
  const dynamo = new Documents(aws);
  const sqs = new Queues(aws);
  return {
    ...deliveryDeps({ aws, dynamo, sqs }, env, now),
    slots: new StoredSlots(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    settledObjects: new StoredObjects(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    readEvents: eventReader(dynamo, env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS, now),
    batchWriters: partCache(BATCH_WRITERS, writerSettings(env), aws),
    gate: new ByteGate(BYTES_AT_ONCE),
    send: sendTo(sqs, env.BATCH_DELIVERY_QUEUE_URL),
    random: Math.random,
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(BatchDelivererEnv, (env) => deliverEach(depsFrom(env)));
