import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { type Consumer, handleBatch } from './handle-batch.ts';
import { type BatchLimits, MAX_PER_CALL, receiveBatch } from './receive-batch.ts';
import type { SqsCalls } from './sqs-calls.ts';

const PAUSE_AFTER_ERROR_MS = 500;
/**
 * The maximum time that messages gather while an invocation is in progress. Each run of a function has
 * costs that do not depend on the number of its messages.
 */
const GATHER_MS = 20;

/** A queue whose messages go to a function. */
export interface EventSource extends BatchLimits, Consumer {
  readonly name: string;
  /** Maximum number of concurrent batches. */
  readonly concurrency: number;
}

/**
 * Passes a queue's messages to its function until `signal` aborts, as Lambda's event source mapping
 * does.
 *
 * A single receiver serves all invocations: several long polls on one queue would all wake up for
 * each message, and most would return empty.
 */
export const pollQueue = async (
  source: EventSource,
  sqs: SqsCalls,
  signal: AbortSignal,
  log: Log,
): Promise<void> => {
  const underWay = new Set<Promise<void>>();
  let isBacklog = false;

  const poll = async (): Promise<void> => {
    while (underWay.size >= source.concurrency) await Promise.race(underWay);
    if (underWay.size > 0 && !isBacklog) await Promise.race([...underWay, sleep(GATHER_MS)]);
    const batch = await receiveBatch(sqs, source, signal);
    isBacklog = batch.length >= MAX_PER_CALL;
    if (batch.length === 0) return;
    const handled = handleBatch(source, batch, sqs)
      .catch((error) => {
        if (!signal.aborted) log(source.name, `${batch.length} message(s) stay queued: ${error}`);
      })
      .finally(() => underWay.delete(handled));
    underWay.add(handled);
  };

  while (!signal.aborted) {
    try {
      await poll();
    } catch (error) {
      if (signal.aborted) return;
      log(source.name, `cannot receive messages: ${error}`);
      await sleep(PAUSE_AFTER_ERROR_MS);
    }
  }
};
