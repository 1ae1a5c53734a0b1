import { usageError } from '../cli-error.ts';
import type { Console } from '../console.ts';
import { type Action, dropping, listing, redriving } from './actions.ts';
import type { CommandOptions } from './command-options.ts';
import type { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { drain, type Visit } from './drain.ts';
import { matchesFilter } from './filter.ts';
import { formatter } from './format.ts';
import { Report } from './report.ts';

/**
 * Runs the command on all queues concurrently. It always prints a summary at the end, also after an
 * error or Ctrl-C.
 *
 * @throws CliError saying what the operator must change
 */
export async function run(
  options: CommandOptions,
  queues: readonly DeadLetterQueue[],
  io: Console,
): Promise<void> {
  if (options.verb === 'drop' && !options.yes && !(await isSure(queues, io))) {
    return io.info('nothing was dropped');
  }
  const report = new Report(options.verb);
  const error = await firstError(queues, visitorFor(options, report, io), io);
  const ended = error ? 'not finished: ' : io.signal.aborted ? 'stopped: ' : '';
  io.info(ended + report.line);
  if (error) throw error.reason;
}

/** Drains all queues and returns the first error. An error in one queue stops all others. */
async function firstError(
  queues: readonly DeadLetterQueue[],
  visitor: (queue: DeadLetterQueue) => Visit,
  io: Console,
): Promise<PromiseRejectedResult | undefined> {
  const failing = new AbortController();
  const signal = AbortSignal.any([io.signal, failing.signal]);
  const drains = queues.map(async (queue) => {
    try {
      await drainQueue(queue, visitor(queue), { ...io, signal });
    } catch (error) {
      failing.abort();
      throw error;
    }
  });
  const results = await Promise.allSettled(drains);
  return results.find((result) => result.status === 'rejected');
}

/** Drains one queue and reports hidden and possibly remaining dead letters. */
async function drainQueue(queue: DeadLetterQueue, visit: Visit, io: Console): Promise<void> {
  const { purpose } = queue;
  const hidden = (count: number) =>
    io.info(`${purpose}: SQS did not release ${count}; they stay invisible for ten minutes`);
  const ending = await drain(queue, visit, { signal: io.signal, hidden });
  if (ending === 'not all') {
    io.info(
      `${purpose}: there may be more messages than SQS returns at a time; handle these first`,
    );
  }
}

/** Returns visitors that run the command's action, with one limit and one report for all queues. */
function visitorFor(
  options: CommandOptions,
  report: Report,
  io: Console,
): (queue: DeadLetterQueue) => Visit {
  const action = actionFor(options);
  const write = formatter(io, options);
  let remaining = options.limit;
  return (queue) => async (deadLetters) => {
    report.addSeen(deadLetters.length);
    const matching = deadLetters.filter((deadLetter) =>
      matchesFilter(options.filter, deadLetter, io.now),
    );
    const selected = matching
      .filter((deadLetter) => report.selects(action.skipReason(deadLetter)))
      .slice(0, remaining);
    // Reserved before the action runs: other queues are processed concurrently.
    remaining -= selected.length;
    const { done, deleted, error } = await action.perform(queue, selected);
    remaining += selected.length - done.length;
    for (const deadLetter of done) write(deadLetter);
    report.addDone(queue.purpose, done);
    io.progress(report.line, deadLetters.length);
    return { deleted, enough: remaining === 0, error };
  };
}

function actionFor({ verb, invalid }: CommandOptions): Action {
  switch (verb) {
    case 'list':
      return listing;
    case 'redrive':
      return redriving(invalid);
    case 'drop':
      return dropping;
  }
}

/** @throws CliError if the console is not interactive */
async function isSure(queues: readonly DeadLetterQueue[], { ask }: Console): Promise<boolean> {
  if (ask === undefined) throw usageError('drop deletes permanently: add --yes to confirm');
  const counts = await Promise.all(
    queues.map(async (queue) => `${queue.purpose} (about ${await queue.waiting()})`),
  );
  return ask(`Delete all matching dead letters of ${counts.join(', ')}? This cannot be undone.`);
}
