import { usageError } from '../cli-error.ts';
import type { Console } from '../console.ts';
import { type Action, dropping, listing, redriving } from './actions.ts';
import type { CommandOptions } from './command-options.ts';
import type { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { drain, type Visit } from './drain.ts';
import { isMeant } from './filter.ts';
import { formatter } from './format.ts';
import { Report } from './report.ts';

/**
 * Does what is ordered, in all queues at a time, and tells at the end how far it got, whatever ended
 * it.
 *
 * @throws OperatorFault saying what the person must change
 */
export async function run(
  order: CommandOptions,
  queues: readonly DeadLetterQueue[],
  desk: Console,
): Promise<void> {
  if (order.verb === 'drop' && !order.yes && !(await isSure(queues, desk))) {
    return desk.tell('nothing was dropped');
  }
  const report = new Report(order.verb);
  const fault = await faultOf(queues, visitorFor(order, report, desk), desk);
  const ended = fault ? 'not finished: ' : desk.signal.aborted ? 'stopped: ' : '';
  desk.tell(ended + report.line);
  if (fault) throw fault.reason;
}

/** Sees to all queues, and gives what went wrong in one of them, which ends the work in all. */
async function faultOf(
  queues: readonly DeadLetterQueue[],
  visitor: (queue: DeadLetterQueue) => Visit,
  desk: Console,
): Promise<PromiseRejectedResult | undefined> {
  const failing = new AbortController();
  const signal = AbortSignal.any([desk.signal, failing.signal]);
  const walks = queues.map(async (queue) => {
    try {
      await through(queue, visitor(queue), { ...desk, signal });
    } catch (error) {
      failing.abort();
      throw error;
    }
  });
  const ends = await Promise.allSettled(walks);
  return ends.find((end) => end.status === 'rejected');
}

/** Sees to one queue, and tells what must be known about it. */
async function through(queue: DeadLetterQueue, visit: Visit, desk: Console): Promise<void> {
  const { purpose } = queue;
  const hidden = (count: number) =>
    desk.tell(`${purpose}: SQS did not take back ${count}; they are out of sight for ten minutes`);
  const ending = await drain(queue, visit, { signal: desk.signal, hidden });
  if (ending === 'not all') {
    desk.tell(`${purpose}: there may be more than SQS hands out at one time; see to these first`);
  }
}

/** Does the order's work on letters, with one limit and one report for all queues. */
function visitorFor(
  order: CommandOptions,
  report: Report,
  desk: Console,
): (queue: DeadLetterQueue) => Visit {
  const act = actOf(order);
  const write = formatter(desk, order);
  let left = order.limit;
  return (queue) => async (letters) => {
    report.see(letters.length);
    const meant = letters.filter((letter) => isMeant(order.filter, letter, desk.now));
    const going = meant.filter((letter) => report.goes(act.keeps(letter))).slice(0, left);
    // Taken off before the work is done: other queues are seen to meanwhile.
    left -= going.length;
    const { done, gone, fault } = await act.perform(queue, going);
    left += going.length - done.length;
    for (const letter of done) write(letter);
    report.do(queue.purpose, done);
    desk.progress(report.line, letters.length);
    return { gone, enough: left === 0, fault };
  };
}

function actOf({ verb, unreadable }: CommandOptions): Action {
  switch (verb) {
    case 'list':
      return listing;
    case 'redrive':
      return redriving(unreadable);
    case 'drop':
      return dropping;
  }
}

/** @throws OperatorFault when there is nobody to ask */
async function isSure(queues: readonly DeadLetterQueue[], { ask }: Console): Promise<boolean> {
  if (ask === undefined)
    throw usageError('drop deletes for good: add --yes to say that you mean it');
  const counts = await Promise.all(
    queues.map(async (queue) => `${queue.purpose} (about ${await queue.waiting()})`),
  );
  return ask(
    `Drop all dead letters that your options mean, of ${counts.join(', ')}? Nothing brings them back.`,
  );
}
