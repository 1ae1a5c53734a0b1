import type { Books } from './books.ts';
import type { Awaited, Scenario } from './scenario.ts';

/** Where one delivery is. */
interface Account {
  readonly objects: number;
  readonly parked: number;
  /** Messages that will have it made. */
  readonly messages: number;
  readonly attempts: Books['attempts'];
}

/**
 * What is lost at this moment, one sentence each: of each event that has been accepted, each delivery
 * is an object in its bucket, or is kept where it can be seen: in a queue, among dead letters, parked,
 * or on record as given up.
 */
export const lostIn = (books: Books, { awaited }: Scenario): string[] =>
  awaited
    .filter(({ event_id }) => books.accepted.has(event_id))
    .filter((one) => !isKept(accountOf(books, one)))
    .map(
      (one) => `${nameOf(one)} is lost: it is in no bucket, no queue, not parked and not given up`,
    );

const isKept = ({ objects, parked, messages, attempts }: Account): boolean =>
  objects + parked + messages > 0 || GIVEN_UP.includes(attempts.at(-1)?.code ?? '');

const GIVEN_UP = ['expired', 'event_expired', 'cancelled'];

/** What is not as it must be when all is done, one sentence each. */
export const faultsIn = (books: Books, scenario: Scenario): string[] => [
  ...scenario.awaited.flatMap((one) => faultsOf(books, one)),
  ...lostIn(books, scenario),
  ...books.blocked.map((id) => `${id} is blocked, and its bucket works`),
  ...[...books.messages].flatMap(([queue, { length }]) =>
    length === 0 || queue.endsWith('-dead-letters')
      ? []
      : [`${length} messages are left in ${queue}`],
  ),
  ...deadLettersIn(books, scenario),
];

/** What is not counted as it must be when nothing has gone wrong; otherwise, no count is promised. */
export const miscountedIn = ({ counted, attempts }: Books): string[] =>
  counted === attempts.length ? [] : [`${counted} attempts are counted, of ${attempts.length}`];

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

function faultsOf(books: Books, awaited: Awaited): string[] {
  const { event_id, ends } = awaited;
  const { objects, parked, attempts } = accountOf(books, awaited);
  const numbers = attempts.map(({ attempt_number }) => attempt_number);
  const last = attempts.at(-1);
  const successes = attempts.filter(({ status }) => status === 'success').length;
  const isDelivered = last?.code === 'OK' || !ends.some((end) => end !== 'OK');
  return [
    [books.accepted.has(event_id), 'was not accepted'],
    [objects === (isDelivered ? 1 : 0), `has ${objects} objects`],
    [parked === 0, 'is still parked'],
    [numbers.every((number, at) => number === at + 1), `has the attempts ${numbers}`],
    [successes === (isDelivered ? 1 : 0), `has ${successes} attempts that succeeded`],
    [ends.some((end) => end === last?.code), `ends with ${last?.code ?? 'no attempt'}`],
    [bodiesOf(books, awaited).every((body) => body === awaited.body), 'has another body'],
  ].flatMap(([holds, fault]) => (holds ? [] : [`${nameOf(awaited)} ${fault}`]));
}

function accountOf(books: Books, awaited: Awaited): Account {
  const { event_id, destination_id } = awaited;
  const isOf = (one: { event_id: string; destination_id: string }) =>
    one.event_id === event_id && one.destination_id === destination_id;
  const messages = [...books.messages.values()].flat().filter(({ body }) => tells(body, awaited));
  return {
    objects: bodiesOf(books, awaited).length,
    parked: books.parked.filter(isOf).length,
    messages: messages.length,
    attempts: books.attempts.filter(isOf).toSorted((a, b) => a.attempt_number - b.attempt_number),
  };
}

const bodiesOf = ({ objects }: Books, { event_id, bucket }: Awaited): string[] =>
  objects
    .filter((object) => object.bucket === bucket && object.event_id === event_id)
    .map(({ body }) => body);

/** Whether a message is of a delivery: one of the delivery queue names it, others its event. */
const tells = (body: string, { event_id, destination_id }: Awaited): boolean =>
  body.includes(`"${event_id}"`) &&
  (!body.includes('"destination_id"') || body.includes(`"destination_id":"${destination_id}"`));

const nameOf = ({ event_id, destination_id }: Awaited): string =>
  `${event_id} at ${destination_id}`;
