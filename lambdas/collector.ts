import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod';
import { type CollectDeps, collect } from './batches/collect.ts';
import { readReferrals } from './batches/referral-message.ts';
import { StoredSlots } from './batches/slot-log.dynamo.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString, PositiveInt } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { deadLettersIn, sendBatchTo } from './platform/sqs/queue.sqs.ts';
import { sqsBatchHandler } from './platform/sqs/sqs-batch-handler.ts';
import type { DeadLetters } from './platform/sqs/sqs-handler.ts';

/** Environment variables of the collector. */
export const CollectorEnv = z.object({
  EVENTS_TABLE: NonEmptyString,
  BATCH_DELIVERY_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  EVENT_RETENTION_DAYS: PositiveInt,
});
export type CollectorEnv = z.input<typeof CollectorEnv>;

/** Handles the messages of the batch queue, all of a run together. */
const collectAll = ({ deadLetters, ...deps }: CollectDeps & { deadLetters: DeadLetters }) =>
  sqsBatchHandler({
    parse: (record) => ({ record, chunks: readReferrals(record.body) }),
    handle: (messages, signal) => collect(deps, messages, signal),
    deadLetters,
  });

const now = () => new Date();

/**
 * Waits after another run has appended to the same log, in milliseconds. Appending to one log takes about
 * this long.
 */
const WAIT_MS = { first: 200, longest: 2_000 } as const;

/** Waits with exponential backoff and jitter. Without jitter, two runs would collide again. */
const backOff: CollectDeps['backOff'] = (conflicts, signal) => {
  const ms = Math.min(WAIT_MS.first * 2 ** (conflicts - 1), WAIT_MS.longest);
  return sleep(ms * (1 + Math.random()), undefined, { signal });
};

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof CollectorEnv>) {
  const aws = systemContext();
  const sqs = new Queues(aws);
  return {
    slots: new StoredSlots(new Documents(aws), env.EVENTS_TABLE, env.EVENT_RETENTION_DAYS),
    sendBatch: sendBatchTo(sqs, env.BATCH_DELIVERY_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    now,
    backOff,
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(CollectorEnv, (env) => collectAll(depsFrom(env)));
