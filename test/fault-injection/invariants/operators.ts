import type { Scenario } from '../scenario.ts';
import type { Snapshot } from '../snapshot.ts';

type OperatorEvents = Snapshot['operatorEvents'];

/**
 * Violated invariants of operator events at the end of a scenario, one sentence each. Every event
 * is emitted at least once, with the same payload. An event of an attempt may be missing if the log
 * reports that it could not be queued.
 */
export const operatorViolations = (
  snapshot: Snapshot,
  { alerts = [], settings }: Scenario,
): string[] => [
  ...alerts.filter((name) => !isEmitted(snapshot, name)).map((name) => `${name} was not emitted`),
  ...contradictionsIn(snapshot.operatorEvents),
  ...(settings?.OPERATOR_EVENTS === '*' ? attemptViolations(snapshot) : []),
];

/** Unexpected and missing alerts after a run without faults. */
export function inexactAlerts(
  { operatorEvents }: Snapshot,
  { alerts: expected = [] }: Scenario,
): string[] {
  const names = [...new Set(operatorEvents.flatMap((event) => alertIn(event) ?? []))];
  const isSame = names.toSorted().join() === expected.toSorted().join();
  return isSame ? [] : [`the emitted alerts are ${names}`];
}

/** A failure level is covered when a higher one is emitted. */
const isEmitted = ({ operatorEvents }: Snapshot, name: string): boolean =>
  operatorEvents.some((event) => alertIn(event) === name || levelIn(event) > Number(name));

const isAlert = (topic: string): boolean => topic.startsWith('alert.');

/** The name of an alert in a scenario; undefined for other events. */
function alertIn(event: OperatorEvents[number]): string | undefined {
  if (!isAlert(event.topic)) return undefined;
  const level = levelIn(event);
  return level > 0 ? String(level) : event.topic.split('.').at(-1);
}

/** The percentage of a consecutive-failure alert; 0 for other events. */
const levelIn = ({ data }: OperatorEvents[number]): number =>
  data.consecutive_failures?.threshold ?? 0;

/**
 * A re-emitted event has one id and one payload, except a failure level, which a later failure may
 * emit.
 */
const contradictionsIn = (operatorEvents: OperatorEvents): string[] =>
  [...Map.groupBy(operatorEvents, ({ id }) => id).values()]
    .filter((same) => new Set(same.map(({ text }) => text)).size > 1)
    .flatMap(([first]) =>
      first && levelIn(first) === 0 ? [`${first.topic} was emitted with different payloads`] : [],
    );

type Attempt = Snapshot['attempts'][number];

/** Every attempt is emitted as recorded, including those with which a delivery ends as failed. */
function attemptViolations({ attempts, operatorEvents, unqueued }: Snapshot): string[] {
  const emitted = Map.groupBy(
    operatorEvents.filter(({ topic }) => !isAlert(topic)),
    ({ data }) => data.attempt?.id,
  );
  const isDifferent = ({ id, status, code }: Attempt) =>
    emitted
      .get(id)
      ?.some(({ data }) => data.attempt?.status !== status || data.attempt.code !== code);
  const missing = attempts.filter(({ id }) => !emitted.has(id));
  const isExcused = missing.length <= unqueued.length;
  return [
    ...(isExcused ? [] : missing.map((one) => `${nameOf(one)} was not emitted`)),
    ...attempts.filter(isDifferent).map((one) => `${nameOf(one)} was not emitted as recorded`),
  ];
}

const nameOf = ({ event_id, attempt_number }: Attempt): string =>
  `attempt ${attempt_number} at ${event_id}`;
