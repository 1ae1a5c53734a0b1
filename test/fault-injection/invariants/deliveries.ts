import type { Awaited, Scenario } from '../scenario.ts';
import type { Books } from '../snapshot.ts';

type Attempts = Books['attempts'];

/** The locations of one delivery. */
interface Account {
  readonly objects: number;
  readonly parked: number;
  /** Messages that will cause it to be attempted. */
  readonly messages: number;
  readonly attempts: Attempts;
}

/**
 * Losses at this moment, one sentence each. For each accepted event, each delivery must be an
 * object in its bucket, or visible elsewhere: in a queue, in a dead-letter queue, parked, or
 * recorded as failed.
 */
export const lostIn = (books: Books, { awaited }: Scenario): string[] =>
  awaited
    .filter(({ event_id }) => books.accepted.has(event_id))
    .filter((one) => !isKept(accountOf(books, one), one))
    .map(
      (one) => `${nameOf(one)} is lost: it is in no bucket, no queue, not parked and not expired`,
    );

const isKept = ({ objects, parked, messages, attempts }: Account, awaited: Awaited): boolean =>
  objects + parked + messages > 0 ||
  GIVEN_UP.includes(attempts.at(-1)?.code ?? '') ||
  isUsedUp(attempts, awaited);

const GIVEN_UP = ['expired', 'event_expired', 'cancelled'];

/** Whether a delivery has failed without an automatic retry. */
const isUsedUp = (attempts: Attempts, { tries = Number.POSITIVE_INFINITY }: Awaited): boolean =>
  attempts.length >= tries && attempts.at(-1)?.status === 'failed';

/** Violated invariants of deliveries at the end of a scenario, one sentence each. */
export const deliveryFaults = (books: Books, { awaited }: Scenario): string[] =>
  awaited.flatMap((one) => faultsOf(books, one).map((fault) => `${nameOf(one)} ${fault}`));

function faultsOf(books: Books, awaited: Awaited): string[] {
  const { parked, attempts, objects } = accountOf(books, awaited);
  const numbers = attempts.map(({ attempt_number }) => attempt_number);
  return told([
    [books.accepted.has(awaited.event_id), 'was not accepted'],
    [isOnRecord(books, awaited), 'is not recorded with its data'],
    [parked === 0, 'is still parked'],
    [numbers.every((number, at) => number === at + 1), `has the attempts ${numbers}`],
    // No store in any scenario takes longer than the slow queue's timeout.
    [attempts.every(({ code }) => code !== 'timeout'), 'has an attempt that was only slow'],
    [bodiesOf(books, awaited).every((body) => body === awaited.body), 'has another body'],
    ...endOf(attempts, objects, awaited),
  ]);
}

/** A condition and the error when it does not hold. */
type Rule = readonly [holds: boolean, fault: string];

const told = (rules: readonly Rule[]): string[] =>
  rules.flatMap(([holds, fault]) => (holds ? [] : [fault]));

/**
 * The result of a delivery. With exhausted retries, it may be unknown whether the last write
 * succeeded.
 */
function endOf(attempts: Attempts, objects: number, awaited: Awaited): Rule[] {
  const last = attempts.at(-1);
  const successes = attempts.filter(({ status }) => status === 'success').length;
  const usedUp = isUsedUp(attempts, awaited);
  const isDelivered = last?.code === 'OK' || !(usedUp || awaited.ends.some((end) => end !== 'OK'));
  const wanted = isDelivered ? 1 : 0;
  return [
    [objects === wanted || (usedUp && objects === 1), `has ${objects} objects`],
    [successes === wanted, `has ${successes} attempts that succeeded`],
    [
      usedUp || awaited.ends.some((end) => end === last?.code),
      `ends with ${last?.code ?? 'no attempt'}`,
    ],
  ];
}

function accountOf(books: Books, awaited: Awaited): Account {
  const messages = [...books.messages.values()].flat().filter(({ body }) => tells(body, awaited));
  return {
    objects: bodiesOf(books, awaited).length,
    parked: books.parked.filter((one) => isOf(one, awaited)).length,
    messages: messages.length,
    attempts: attemptsOf(books, awaited),
  };
}

/** The attempts at a delivery, in order. */
export const attemptsOf = ({ attempts }: Books, awaited: Awaited): Attempts =>
  attempts
    .filter((one) => isOf(one, awaited))
    .toSorted((a, b) => a.attempt_number - b.attempt_number);

type Named = Pick<Awaited, 'event_id' | 'destination_id'>;

const isOf = (one: Named, { event_id, destination_id }: Named): boolean =>
  one.event_id === event_id && one.destination_id === destination_id;

const bodiesOf = ({ objects }: Books, { event_id, bucket }: Awaited): string[] =>
  objects
    .filter((object) => object.bucket === bucket && object.event_id === event_id)
    .map(({ body }) => body);

const isOnRecord = ({ events }: Books, { tenant_id, event_id, body }: Awaited): boolean =>
  events.some(
    (event) => event.tenant_id === tenant_id && event.event_id === event_id && event.data === body,
  );

/**
 * Whether a message belongs to a delivery: a message of the delivery queue names it, others name
 * its event.
 */
const tells = (body: string, { event_id, destination_id }: Awaited): boolean =>
  body.includes(`"${event_id}"`) &&
  (!body.includes('"destination_id"') || body.includes(`"destination_id":"${destination_id}"`));

const nameOf = ({ event_id, destination_id }: Awaited): string =>
  `${event_id} at ${destination_id}`;
