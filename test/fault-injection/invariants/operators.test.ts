import { expect, test } from 'vitest';
import type { Snapshot } from '../snapshot.ts';
import { made, scenarioWith, snapshotWith } from './builders.ts';
import { inexactAlerts, operatorViolations } from './operators.ts';

type OperatorEvent = Snapshot['operatorEvents'][number];

const operatorEvent = (
  topic: string,
  data: OperatorEvent['data'] = {},
  text = topic,
): OperatorEvent => ({
  ...{ id: `ope_${topic}`, topic, tenant_id: 'acme' },
  ...{ data, text },
});

const failures = (threshold: number) =>
  operatorEvent('alert.destination.consecutive_failure', { consecutive_failures: { threshold } });

const BLOCKED = operatorEvent('alert.destination.blocked');

const violationsOf = (given: Partial<Snapshot>, ...names: string[]) =>
  operatorViolations(snapshotWith(given), scenarioWith({ alerts: names }));

test('an alert must be emitted', () => {
  expect(violationsOf({ operatorEvents: [BLOCKED] }, 'blocked')).toEqual([]);
  expect(violationsOf({}, 'blocked')).toEqual(['blocked was not emitted']);
});

test('a failure level is covered by its own alert or a higher one', () => {
  expect(violationsOf({ operatorEvents: [failures(70)] }, '50', '70')).toEqual([]);
  expect(violationsOf({ operatorEvents: [failures(70)] }, '90')).toEqual(['90 was not emitted']);
});

test('a re-emitted event has the same payload, except for failure levels', () => {
  expect(violationsOf({ operatorEvents: [BLOCKED, BLOCKED] })).toEqual([]);
  expect(violationsOf({ operatorEvents: [BLOCKED, { ...BLOCKED, text: 'otherwise' }] })).toEqual([
    'alert.destination.blocked was emitted with different payloads',
  ]);
  expect(
    violationsOf({ operatorEvents: [failures(50), { ...failures(50), text: 'later' }] }),
  ).toEqual([]);
});

const attempt = ({ id, status, code }: Snapshot['attempts'][number]) =>
  operatorEvent(`attempt.${status}`, { attempt: { id, status, code } });

test('with attempt events enabled, every attempt is emitted as recorded', () => {
  const scenario = scenarioWith({ settings: { OPERATOR_EVENTS: '*' } });
  const one = made(1);
  const violationsIn = (given: Partial<Snapshot>) =>
    operatorViolations(snapshotWith({ attempts: [one], ...given }), scenario);
  expect(violationsIn({ operatorEvents: [attempt(one)] })).toEqual([]);
  expect(violationsIn({ unqueued: ['attempt.success'] })).toEqual([]);
  expect(violationsIn({})).toEqual(['attempt 1 at evt_1 was not emitted']);
  expect(violationsIn({ operatorEvents: [attempt({ ...one, code: 'SlowDown' })] })).toEqual([
    'attempt 1 at evt_1 was not emitted as recorded',
  ]);
});

test('without faults, no alert is emitted without a cause', () => {
  const snapshot = snapshotWith({ operatorEvents: [failures(50), BLOCKED, attempt(made(1))] });
  expect(inexactAlerts(snapshot, scenarioWith({ alerts: ['blocked', '50'] }))).toEqual([]);
  expect(inexactAlerts(snapshot, scenarioWith({ alerts: ['50'] }))).toEqual([
    'the emitted alerts are 50,blocked',
  ]);
});
