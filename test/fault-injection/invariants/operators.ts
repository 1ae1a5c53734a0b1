import type { Scenario } from '../scenario.ts';
import type { Books } from '../snapshot.ts';

type Told = Books['told'];

/**
 * Violated invariants of operator events at the end of a scenario, one sentence each. Every event
 * is emitted at least once, with the same payload, unless the log reports that it could not be
 * queued.
 */
export const operatorFaults = (books: Books, { told = [], settings }: Scenario): string[] => [
  ...told.filter((name) => !isTold(books, name)).map((name) => `nobody is told of ${name}`),
  ...contradictionsIn(books.told),
  ...(settings?.OPERATOR_EVENTS === '*' ? attemptFaults(books) : []),
];

/** Unexpected and missing alerts after a run without faults. */
export function inexactAlerts({ told }: Books, { told: wanted = [] }: Scenario): string[] {
  const names = [...new Set(told.flatMap((event) => alertIn(event) ?? []))];
  const isSame = names.toSorted().join() === wanted.toSorted().join();
  return isSame ? [] : [`operators are told of ${names}`];
}

/** A failure level is covered when a higher one is emitted. */
const isTold = ({ told, unqueued }: Books, name: string): boolean =>
  told.some((event) => alertIn(event) === name || levelIn(event) > Number(name)) ||
  unqueued.some((topic) => topic.endsWith(Number(name) > 0 ? 'consecutive_failure' : name));

const isAlert = (topic: string): boolean => topic.startsWith('alert.');

/** The name of an alert in a scenario; undefined for other events. */
function alertIn(event: Told[number]): string | undefined {
  if (!isAlert(event.topic)) return undefined;
  const level = levelIn(event);
  return level > 0 ? String(level) : event.topic.split('.').at(-1);
}

/** The percentage of a consecutive-failure alert; 0 for other events. */
const levelIn = ({ data }: Told[number]): number => data.consecutive_failures?.threshold ?? 0;

/**
 * A re-emitted event has one id and one payload, except a failure level, which a later failure may
 * emit.
 */
const contradictionsIn = (told: Told): string[] =>
  [...Map.groupBy(told, ({ id }) => id).values()]
    .filter((same) => new Set(same.map(({ text }) => text)).size > 1)
    .flatMap(([first]) =>
      first && levelIn(first) === 0 ? [`${first.topic} is told in different words`] : [],
    );

type Attempt = Books['attempts'][number];

/** Every attempt is emitted as recorded, including those with which a delivery ends as failed. */
function attemptFaults({ attempts, told, unqueued }: Books): string[] {
  const accounts = Map.groupBy(
    told.filter(({ topic }) => !isAlert(topic)),
    ({ data }) => data.attempt?.id,
  );
  const isOther = ({ id, status, code }: Attempt) =>
    accounts
      .get(id)
      ?.some(({ data }) => data.attempt?.status !== status || data.attempt.code !== code);
  const missing = attempts.filter(({ id }) => !accounts.has(id));
  const isExcused = missing.length <= unqueued.filter((topic) => !isAlert(topic)).length;
  return [
    ...(isExcused ? [] : missing.map((one) => `nobody is told of ${nameOf(one)}`)),
    ...attempts.filter(isOther).map((one) => `operators are told otherwise of ${nameOf(one)}`),
  ];
}

const nameOf = ({ event_id, attempt_number }: Attempt): string =>
  `attempt ${attempt_number} at ${event_id}`;
