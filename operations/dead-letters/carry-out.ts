import type { Desk } from '../desk.ts';
import { misuse } from '../operator-fault.ts';
import { type Act, dropping, listing, redriving } from './acts.ts';
import type { DeadLetterQueue } from './dead-letter-queue.sqs.ts';
import { isMeant } from './filter.ts';
import { writerTo } from './letter-lines.ts';
import type { Order } from './order.ts';
import { Report } from './report.ts';
import { type Visit, walk } from './walk.ts';

/**
 * Does what is ordered, in all queues at a time, and tells at the end how far it got, whatever ended
 * it.
 *
 * @throws OperatorFault saying what the person must change
 */
export async function carryOut(
  order: Order,
  queues: readonly DeadLetterQueue[],
  desk: Desk,
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
  desk: Desk,
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
async function through(queue: DeadLetterQueue, visit: Visit, desk: Desk): Promise<void> {
  const { purpose } = queue;
  const hidden = (count: number) =>
    desk.tell(`${purpose}: SQS did not take back ${count}; they are out of sight for ten minutes`);
  const ending = await walk(queue, visit, { signal: desk.signal, hidden });
  if (ending === 'not all') {
    desk.tell(`${purpose}: there may be more than SQS hands out at one time; see to these first`);
  }
}

/** Does the order's work on letters, with one limit and one report for all queues. */
function visitorFor(order: Order, report: Report, desk: Desk): (queue: DeadLetterQueue) => Visit {
  const act = actOf(order);
  const write = writerTo(desk, order);
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

function actOf({ verb, unreadable }: Order): Act {
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
async function isSure(queues: readonly DeadLetterQueue[], { ask }: Desk): Promise<boolean> {
  if (ask === undefined) throw misuse('drop deletes for good: add --yes to say that you mean it');
  const counts = await Promise.all(
    queues.map(async (queue) => `${queue.purpose} (about ${await queue.waiting()})`),
  );
  return ask(
    `Drop all dead letters that your options mean, of ${counts.join(', ')}? Nothing brings them back.`,
  );
}
