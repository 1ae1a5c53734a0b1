import { OPERATORS_QUEUE } from './harness/environment.ts';
import { deliveryViolations, lostIn, unrecordedIn } from './invariants/deliveries.ts';
import { erasureViolations, inexactErasures } from './invariants/erasures.ts';
import { inexactAlerts, operatorViolations } from './invariants/operators.ts';
import { inexactRetries, retryViolations } from './invariants/retries.ts';
import type { Scenario } from './scenario.ts';
import type { Snapshot } from './snapshot.ts';

/** The violated invariants at any moment of a scenario, one sentence each. */
export const violationsNow = (snapshot: Snapshot, scenario: Scenario): string[] => [
  ...lostIn(snapshot, scenario),
  ...unrecordedIn(snapshot, scenario),
];

/** The violated invariants at the end of a scenario, one sentence each. */
export const violationsIn = (snapshot: Snapshot, scenario: Scenario): string[] => [
  ...deliveryViolations(snapshot, scenario),
  ...violationsNow(snapshot, scenario),
  ...retryViolations(snapshot, scenario),
  ...erasureViolations(snapshot, scenario),
  ...operatorViolations(snapshot, scenario),
  ...snapshot.objectViolations,
  ...snapshot.blocked.map((id) => `${id} is blocked, and its bucket works`),
  ...[...snapshot.messages].flatMap(([queue, messages]) => {
    const { length } = messages.filter((message) => !isDailyCheck(message));
    return length === 0 || isEnd(queue) ? [] : [`${length} messages are left in ${queue}`];
  }),
  ...deadLettersIn(snapshot, scenario),
];

/** The daily check of a destination does not belong to any scenario. */
const isDailyCheck = ({ body }: { readonly body: string }): boolean => /"watch":true/.test(body);

/** Whether no function consumes a queue. */
const isEnd = (queue: string): boolean =>
  queue === OPERATORS_QUEUE || queue.endsWith('-dead-letters');

/**
 * Wrong counts and operator events after a run without faults; with faults, counts are not
 * guaranteed.
 */
export const inexactIn = (snapshot: Snapshot, scenario: Scenario): string[] => [
  // An erasure keeps the counts of the current hour.
  ...(scenario.erasure === undefined ? miscountedIn(snapshot) : []),
  ...inexactRetries(snapshot, scenario),
  ...inexactErasures(snapshot, scenario),
  ...inexactAlerts(snapshot, scenario),
];

/** Attempts that outlived their event were counted long ago. An event is counted at its first attempt. */
function miscountedIn({ counted, countedEvents, attempts, events }: Snapshot): string[] {
  const ids = new Set(events.map(({ event_id }) => event_id));
  const made = attempts.filter(({ event_id, batch }) => batch || ids.has(event_id)).length;
  return [
    ...(counted === made ? [] : [`${counted} attempts are counted, of ${made}`]),
    ...(countedEvents === events.length
      ? []
      : [`${countedEvents} events are counted, of ${events.length}`]),
  ];
}

/**
 * An invalid message is dead-lettered at least once: a function that stops right afterwards repeats
 * it.
 */
function deadLettersIn({ messages }: Snapshot, { invalid = [] }: Scenario): string[] {
  const deadLetters = [...messages]
    .filter(([queue]) => queue.endsWith('-dead-letters'))
    .flatMap(([, held]) => held.map(({ body }) => body));
  return [
    ...deadLetters.filter((body) => !invalid.includes(body)).map(() => 'a dead letter can be read'),
    ...invalid.filter((body) => !deadLetters.includes(body)).map((body) => `${body} is lost`),
  ];
}
