import { OPERATORS_QUEUE } from './harness/environment.ts';
import { deliveryFaults, lostIn } from './invariants/deliveries.ts';
import { erasureFaults, inexactErasures } from './invariants/erasures.ts';
import { inexactAlerts, operatorFaults } from './invariants/operators.ts';
import { inexactRetries, retryFaults } from './invariants/retries.ts';
import type { Scenario } from './scenario.ts';
import type { Books } from './snapshot.ts';

/** What is not as it must be when all is done, one sentence each. */
export const faultsIn = (books: Books, scenario: Scenario): string[] => [
  ...deliveryFaults(books, scenario),
  ...lostIn(books, scenario),
  ...retryFaults(books, scenario),
  ...erasureFaults(books, scenario),
  ...operatorFaults(books, scenario),
  ...books.blocked.map((id) => `${id} is blocked, and its bucket works`),
  ...[...books.messages].flatMap(([queue, { length }]) =>
    length === 0 || isEnd(queue) ? [] : [`${length} messages are left in ${queue}`],
  ),
  ...deadLettersIn(books, scenario),
];

/** Whether nothing of ours works through a queue. */
const isEnd = (queue: string): boolean =>
  queue === OPERATORS_QUEUE || queue.endsWith('-dead-letters');

/** What is not counted or told as it must be when nothing has gone wrong; otherwise, no count is promised. */
export const inexactIn = (books: Books, scenario: Scenario): string[] => [
  // An erasure leaves the counts of the hour that is not over.
  ...(scenario.erasure === undefined ? miscountedIn(books) : []),
  ...inexactRetries(books, scenario),
  ...inexactErasures(books, scenario),
  ...inexactAlerts(books, scenario),
];

/** Attempts that have outlived their event have been counted long ago. */
function miscountedIn({ counted, attempts, events }: Books): string[] {
  const ids = new Set(events.map(({ event_id }) => event_id));
  const made = attempts.filter(({ event_id }) => ids.has(event_id)).length;
  return counted === made ? [] : [`${counted} attempts are counted, of ${made}`];
}

/** What cannot be read is put aside once at least: a function that dies right after it does so again. */
function deadLettersIn({ messages }: Books, { unreadable = [] }: Scenario): string[] {
  const letters = [...messages]
    .filter(([queue]) => queue.endsWith('-dead-letters'))
    .flatMap(([, held]) => held.map(({ body }) => body));
  return [
    ...letters.filter((body) => !unreadable.includes(body)).map(() => 'a dead letter can be read'),
    ...unreadable.filter((body) => !letters.includes(body)).map((body) => `${body} is lost`),
  ];
}
