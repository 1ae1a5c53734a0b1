import { CliError } from '../cli-error.ts';
import type { DeadLetter } from './dead-letter.ts';
import type { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { redriveAttributes } from './redrive-attributes.ts';

/** What became of some letters. */
interface Outcome {
  /** Listed, redriven or dropped. */
  readonly done: readonly DeadLetter[];
  /** No longer among the dead letters. */
  readonly gone: readonly DeadLetter[];
  /** Why the others are not done: the work ends there. */
  readonly fault?: unknown;
}

/** Why a letter that is meant is left where it is. */
export type SkipReason = 'unreadable' | 'came back' | 'too large';

/** What is done with letters. */
export interface Action {
  /** Why a letter must be left where it is, if it must. */
  keeps(letter: DeadLetter): SkipReason | undefined;
  /** Takes up to ten letters of one queue. */
  perform(queue: DeadLetterQueue, letters: readonly DeadLetter[]): Promise<Outcome>;
}

/** Looks at letters, and leaves them where they are. */
export const listing: Action = {
  keeps: () => undefined,
  perform: async (_queue, letters) => ({ done: letters, gone: [] }),
};

/** Deletes letters for good. */
export const dropping: Action = {
  keeps: () => undefined,
  perform: async (queue, letters) => {
    const { gone, fault } = await deletionOf(queue, letters);
    return { done: gone, gone, fault };
  },
};

/**
 * Puts letters into their work queue again: each is one that was, with its first id and time.
 *
 * @param unreadable whether to take also those that were put aside because they cannot be read
 */
export function redriving(unreadable: boolean): Action {
  const redriven = new Set<string>();
  return {
    keeps: (letter) => {
      // What still cannot be read is put aside again within the second, while others are redriven.
      if (redriven.has(letter.first.message_id)) return 'came back';
      if (letter.unreadable && !unreadable) return 'unreadable';
      return redriveAttributes(letter) === undefined ? 'too large' : undefined;
    },
    perform: async (queue, letters) => {
      const outcome = await redrive(queue, letters);
      for (const { first } of outcome.done) redriven.add(first.message_id);
      return outcome;
    },
  };
}

/**
 * Sends first and deletes then: cut short in between, a letter is in both queues, and one event
 * whichever of them comes first.
 */
async function redrive(queue: DeadLetterQueue, letters: readonly DeadLetter[]): Promise<Outcome> {
  const sent = await Promise.allSettled(letters.map((letter) => queue.resend(letter)));
  const done = letters.filter((_, n) => sent[n]?.status === 'fulfilled');
  const refused = sent.find((result) => result.status === 'rejected');
  const { gone, fault } = await deletionOf(queue, done);
  return { done, gone, fault: refused ? refused.reason : fault };
}

/** Deletes letters; what goes wrong is data, so that what went well before is told. */
async function deletionOf(
  queue: DeadLetterQueue,
  letters: readonly DeadLetter[],
): Promise<Omit<Outcome, 'done'>> {
  try {
    const gone = await queue.delete(letters);
    return gone.length < letters.length ? { gone, fault: UNDELETED } : { gone };
  } catch (fault) {
    return { gone: [], fault };
  }
}

const UNDELETED = new CliError(
  'SQS did not delete all of these from the dead letters: list them, and try again',
);
