import { expect, test } from 'vitest';
import type { Books } from '../snapshot.ts';
import { booksWith, made, scenarioWith } from './builders.ts';
import { inexactAlerts, operatorFaults } from './operators.ts';

type Told = Books['told'][number];

const told = (topic: string, data: Told['data'] = {}, text = topic): Told => ({
  ...{ id: `ope_${topic}`, topic, tenant_id: 'acme' },
  ...{ data, text },
});

const failures = (threshold: number) =>
  told('alert.destination.consecutive_failure', { consecutive_failures: { threshold } });

const BLOCKED = told('alert.destination.blocked');

const faultsOf = (given: Partial<Books>, ...names: string[]) =>
  operatorFaults(booksWith(given), scenarioWith({ told: names }));

test('an alert must be emitted, or logged as dropped', () => {
  expect(faultsOf({ told: [BLOCKED] }, 'blocked')).toEqual([]);
  expect(faultsOf({ unqueued: ['alert.destination.blocked'] }, 'blocked')).toEqual([]);
  expect(faultsOf({}, 'blocked')).toEqual(['nobody is told of blocked']);
});

test('a failure level is covered by its own alert or a higher one', () => {
  expect(faultsOf({ told: [failures(70)] }, '50', '70')).toEqual([]);
  expect(faultsOf({ told: [failures(70)] }, '90')).toEqual(['nobody is told of 90']);
});

test('a re-emitted event has the same payload, except for failure levels', () => {
  expect(faultsOf({ told: [BLOCKED, BLOCKED] })).toEqual([]);
  expect(faultsOf({ told: [BLOCKED, { ...BLOCKED, text: 'otherwise' }] })).toEqual([
    'alert.destination.blocked is told in different words',
  ]);
  expect(faultsOf({ told: [failures(50), { ...failures(50), text: 'later' }] })).toEqual([]);
});

const attempt = ({ id, status, code }: Books['attempts'][number]) =>
  told(`attempt.${status}`, { attempt: { id, status, code } });

test('with attempt events enabled, every attempt is emitted as recorded', () => {
  const scenario = scenarioWith({ settings: { OPERATOR_EVENTS: '*' } });
  const one = made(1);
  const faultsIn = (given: Partial<Books>) =>
    operatorFaults(booksWith({ attempts: [one], ...given }), scenario);
  expect(faultsIn({ told: [attempt(one)] })).toEqual([]);
  expect(faultsIn({ unqueued: ['attempt.success'] })).toEqual([]);
  expect(faultsIn({})).toEqual(['nobody is told of attempt 1 at evt_1']);
  expect(faultsIn({ told: [attempt({ ...one, code: 'SlowDown' })] })).toEqual([
    'operators are told otherwise of attempt 1 at evt_1',
  ]);
});

test('without faults, no alert is emitted without a cause', () => {
  const books = booksWith({ told: [failures(50), BLOCKED, attempt(made(1))] });
  expect(inexactAlerts(books, scenarioWith({ told: ['blocked', '50'] }))).toEqual([]);
  expect(inexactAlerts(books, scenarioWith({ told: ['50'] }))).toEqual([
    'operators are told of 50,blocked',
  ]);
});
