import * as z from 'zod';
import { batchName } from '../batches.ts';
import type { ExpectedDelivery, Scenario } from '../scenario.ts';
import type { Snapshot } from '../snapshot.ts';

type Attempts = Snapshot['attempts'];

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
export const lostIn = (snapshot: Snapshot, { expected }: Scenario): string[] =>
  expected
    .filter(({ event_id }) => snapshot.accepted.has(event_id))
    .filter((one) => !isKept(accountOf(snapshot, one), one))
    .map(
      (one) => `${nameOf(one)} is lost: it is in no bucket, no queue, not parked and not expired`,
    );

/**
 * Deliveries at this moment that are queued before their event is recorded, one sentence each. Such a
 * delivery arrives, and no list shows its event.
 */
export const unrecordedIn = (snapshot: Snapshot, { expected }: Scenario): string[] => {
  const queued = [...snapshot.messages].flatMap(([queue, messages]) =>
    queue === 'publish' ? [] : messages,
  );
  const recorded = new Set(snapshot.events.map(({ event_id }) => event_id));
  return expected
    .filter(({ event_id }) => !recorded.has(event_id))
    .filter((one) => queued.some(({ body }) => mentions(body, one)))
    .map((one) => `${nameOf(one)} is queued, and its event is not recorded`);
};

const isKept = (
  { objects, parked, messages, attempts }: Account,
  expected: ExpectedDelivery,
): boolean =>
  objects + parked + messages > 0 ||
  ENDED.includes(attempts.at(-1)?.code ?? '') ||
  isUsedUp(attempts, expected);

const ENDED = ['expired', 'event_expired', 'cancelled', 'destination_deleted'];

/** Whether a delivery has failed without an automatic retry. */
const isUsedUp = (
  attempts: Attempts,
  { tries = Number.POSITIVE_INFINITY }: ExpectedDelivery,
): boolean => attempts.length >= tries && attempts.at(-1)?.status === 'failed';

/** Violated invariants of deliveries at the end of a scenario, one sentence each. */
export const deliveryViolations = (snapshot: Snapshot, { expected }: Scenario): string[] =>
  expected.flatMap((one) =>
    violationsOf(snapshot, one).map((violation) => `${nameOf(one)} ${violation}`),
  );

function violationsOf(snapshot: Snapshot, expected: ExpectedDelivery): string[] {
  const { parked, attempts, objects } = accountOf(snapshot, expected);
  const numbers = attempts.map(({ attempt_number }) => attempt_number);
  return violated([
    [snapshot.accepted.has(expected.event_id), 'was not accepted'],
    [isOnRecord(snapshot, expected), 'is not recorded with its data'],
    [parked === 0, 'is still parked'],
    [numbers.every((number, at) => number === at + 1), `has the attempts ${numbers}`],
    // No store in any scenario takes longer than the slow queue's timeout.
    [attempts.every(({ code }) => code !== 'timeout'), 'has an attempt that was only slow'],
    [bodiesOf(snapshot, expected).every((body) => body === expected.body), 'has another body'],
    ...endOf(attempts, objects, expected),
  ]);
}

/** A condition and the error when it does not hold. */
type Rule = readonly [holds: boolean, violation: string];

const violated = (rules: readonly Rule[]): string[] =>
  rules.flatMap(([holds, violation]) => (holds ? [] : [violation]));

/**
 * The result of a delivery. With exhausted retries, it may be unknown whether the last write
 * succeeded.
 */
function endOf(attempts: Attempts, objects: number, expected: ExpectedDelivery): Rule[] {
  const last = attempts.at(-1);
  const successes = attempts.filter(({ status }) => status === 'success').length;
  const usedUp = isUsedUp(attempts, expected);
  const isDelivered = last?.code === 'OK' || !(usedUp || expected.ends.some((end) => end !== 'OK'));
  const wanted = isDelivered ? 1 : 0;
  return [
    [objects === wanted || (usedUp && objects === 1), `has ${objects} objects`],
    [successes === wanted, `has ${successes} attempts that succeeded`],
    [
      usedUp || expected.ends.some((end) => end === last?.code),
      `ends with ${last?.code ?? 'no attempt'}`,
    ],
  ];
}

function accountOf(snapshot: Snapshot, expected: ExpectedDelivery): Account {
  const messages = [...snapshot.messages.values()]
    .flat()
    .filter(({ body }) => mentions(body, expected) || isOfBatch(snapshot, body, expected));
  return {
    objects: bodiesOf(snapshot, expected).length,
    parked: snapshot.parked.filter((one) => isOf(snapshot, one, expected)).length,
    messages: messages.length,
    attempts: attemptsOf(snapshot, expected),
  };
}

/** The attempts at a delivery, in order: those of its event, or of the batch that has it. */
export const attemptsOf = (snapshot: Snapshot, expected: ExpectedDelivery): Attempts =>
  snapshot.attempts
    .filter((one) => isOf(snapshot, one, expected))
    // An earlier attempt wrote the object of the batch, and its answer was lost.
    .map((one) => (one.code === 'ALREADY_EXISTS' ? { ...one, code: 'OK' } : one))
    .toSorted((a, b) => a.attempt_number - b.attempt_number);

interface BatchRef {
  readonly log: string;
  readonly first: number;
}

interface Named extends Pick<ExpectedDelivery, 'event_id' | 'destination_id'> {
  readonly batch?: BatchRef | undefined;
}

const isOf = (
  { batches }: Snapshot,
  { batch, event_id: id, destination_id: place }: Named,
  { event_id, destination_id }: Named,
): boolean =>
  place === destination_id &&
  (batch ? batches.get(batchName(batch))?.includes(event_id) === true : id === event_id);

const BatchMessage = z.object({
  destination_id: z.string(),
  batch: z.object({ log: z.string(), first: z.number() }),
});

/** Whether a message delivers the batch that has an event. */
function isOfBatch(snapshot: Snapshot, body: string, expected: ExpectedDelivery): boolean {
  if (!body.includes('"batch":{')) return false;
  const message = BatchMessage.parse(JSON.parse(body));
  return isOf(snapshot, { ...message, event_id: '' }, expected);
}

const bodiesOf = ({ objects }: Snapshot, { event_id, bucket }: ExpectedDelivery): string[] =>
  objects
    .filter((object) => object.bucket === bucket && object.event_id === event_id)
    .map(({ body }) => body);

const isOnRecord = (
  { events }: Snapshot,
  { tenant_id, event_id, body }: ExpectedDelivery,
): boolean =>
  events.some(
    (event) => event.tenant_id === tenant_id && event.event_id === event_id && event.data === body,
  );

/**
 * Whether a message belongs to a delivery: a message of the delivery queue names it, others name
 * its event.
 */
const mentions = (body: string, { event_id, destination_id }: ExpectedDelivery): boolean =>
  body.includes(`"${event_id}"`) &&
  (!body.includes('"destination_id"') || body.includes(`"destination_id":"${destination_id}"`));

const nameOf = ({ event_id, destination_id }: ExpectedDelivery): string =>
  `${event_id} at ${destination_id}`;
