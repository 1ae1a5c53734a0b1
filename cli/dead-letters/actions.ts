import { CliError } from '../cli-error.ts';
import { type DeadLetter, redriveAttributes } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.sqs.ts';

/** The result of an action on dead letters. */
interface Outcome {
  /** Listed, redriven or dropped. */
  readonly done: readonly DeadLetter[];
  /** No longer in the dead-letter queue. */
  readonly deleted: readonly DeadLetter[];
  /** Why the others were not processed; it ends the run. */
  readonly error?: unknown;
}

/** Why a matching dead letter is skipped. */
export type SkipReason = 'invalid' | 'returned' | 'too large';

/** What a command does with dead letters. */
export interface Action {
  skipReason(deadLetter: DeadLetter): SkipReason | undefined;
  /** Processes up to ten dead letters of one queue. */
  perform(queue: DeadLetterQueue, deadLetters: readonly DeadLetter[]): Promise<Outcome>;
}

/** Lists dead letters and leaves them in their queue. */
export const listing: Action = {
  skipReason: () => undefined,
  perform: async (_queue, deadLetters) => ({ done: deadLetters, deleted: [] }),
};

/** Deletes dead letters permanently. */
export const dropping: Action = {
  skipReason: () => undefined,
  perform: async (queue, deadLetters) => {
    const { deleted, error } = await deleteAll(queue, deadLetters);
    return { done: deleted, deleted, error };
  },
};

/**
 * Sends dead letters back to their work queue with their original message id and time.
 *
 * @param invalid whether to include invalid messages, which a function dead-lettered
 */
export function redriving(invalid: boolean): Action {
  const redriven = new Set<string>();
  return {
    skipReason: (deadLetter) => {
      // A message that is still invalid returns within a second, while others are being redriven.
      if (redriven.has(deadLetter.original.original_message_id)) return 'returned';
      if (deadLetter.invalid && !invalid) return 'invalid';
      return redriveAttributes(deadLetter) === undefined ? 'too large' : undefined;
    },
    perform: async (queue, deadLetters) => {
      const outcome = await redrive(queue, deadLetters);
      for (const { original } of outcome.done) redriven.add(original.original_message_id);
      return outcome;
    },
  };
}

/**
 * Sends before it deletes. If interrupted in between, a message is in both queues and counts as one
 * event, whichever copy is processed first.
 */
async function redrive(
  queue: DeadLetterQueue,
  deadLetters: readonly DeadLetter[],
): Promise<Outcome> {
  const sent = await Promise.allSettled(deadLetters.map((deadLetter) => queue.resend(deadLetter)));
  const done = deadLetters.filter((_, n) => sent[n]?.status === 'fulfilled');
  const rejected = sent.find((result) => result.status === 'rejected');
  const { deleted, error } = await deleteAll(queue, done);
  return { done, deleted, error: rejected ? rejected.reason : error };
}

/**
 * Deletes dead letters. An error is returned, not thrown, so that earlier results are still
 * reported.
 */
async function deleteAll(
  queue: DeadLetterQueue,
  deadLetters: readonly DeadLetter[],
): Promise<Omit<Outcome, 'done'>> {
  try {
    const deleted = await queue.delete(deadLetters);
    return deleted.length < deadLetters.length ? { deleted, error: DELETE_FAILED } : { deleted };
  } catch (error) {
    return { deleted: [], error };
  }
}

const DELETE_FAILED = new CliError(
  'SQS did not delete all of these dead letters: list them and retry',
);
