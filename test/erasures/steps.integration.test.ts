import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Erasure } from '../../lambdas/erasures/erasure.ts';
import { runStep, type StepDeps } from '../../lambdas/erasures/run-step.ts';
import { AGAIN, ONCE } from '../support/lambda.ts';
import { startEraser } from './eraser.ts';

let eraser: Awaited<ReturnType<typeof startEraser>>;
beforeEach(async () => {
  eraser = await startEraser();
});
afterEach(() => eraser.stop());

/** Requests an erasure of one event and returns its first step. */
async function firstStep() {
  await eraser.recorded({ id: 'evt_1' });
  const erasure = await eraser.start('acme');
  eraser.asked.length = 0;
  return { erasure, step: { erasure_id: erasure.id, tenant_id: 'acme', step: 0 } };
}

const fails = () => Promise.reject(new Error('throttled'));

/** The eraser with one failing dependency. */
const failing = (what: 'advance' | 'send'): StepDeps => {
  const { erasures } = eraser.deps;
  const find = (id: string) => erasures.find(id);
  return what === 'send'
    ? { ...eraser.deps, send: fails }
    : { ...eraser.deps, erasures: { find, advance: fails } };
};

const stored = ({ id }: Erasure) => eraser.deps.erasures.find(id);

test('a step interrupted before its progress is recorded runs again', async () => {
  const { erasure, step } = await firstStep();
  await expect(runStep(failing('advance'), step, ONCE)).rejects.toThrow('throttled');
  expect(await eraser.left()).toEqual([]);
  expect(await stored(erasure)).toMatchObject({ status: 'queued', step: 0 });
  await runStep(eraser.deps, step, AGAIN);
  expect(await eraser.carryOut(erasure)).toMatchObject({ status: 'completed', deleted_events: 0 });
});

test('a step interrupted before it requests the next step requests it when the message is redelivered', async () => {
  const { erasure, step } = await firstStep();
  await expect(runStep(failing('send'), step, ONCE)).rejects.toThrow('throttled');
  expect(await stored(erasure)).toMatchObject({ status: 'running', step: 1, deleted_events: 1 });
  await runStep(eraser.deps, step, AGAIN);
  expect(eraser.asked).toEqual([{ ...step, step: 1 }]);
  expect(await eraser.carryOut(erasure)).toMatchObject({ status: 'completed', deleted_events: 1 });
});

test('a duplicate message runs its step once and requests the next step once', async () => {
  const { erasure, step } = await firstStep();
  await Promise.all([runStep(eraser.deps, step, ONCE), runStep(eraser.deps, step, ONCE)]);
  await runStep(eraser.deps, step, ONCE);
  expect(eraser.asked).toEqual([{ ...step, step: 1 }]);
  expect(await stored(erasure)).toMatchObject({ step: 1 });
});

test('the first step waits until the erasure is recorded', async () => {
  const { erasure, step } = await firstStep();
  const unrecorded = { ...step, erasure_id: 'era_not_yet' };
  await expect(runStep(eraser.deps, unrecorded, ONCE)).rejects.toThrow('not recorded yet');
  expect(await eraser.left()).not.toEqual([]);
  await eraser.deps.erasures.add({ ...erasure, id: 'era_not_yet' });
  await runStep(eraser.deps, unrecorded, AGAIN);
  expect(await eraser.left()).toEqual([]);
});

test('an outdated message does nothing', async () => {
  const { erasure, step } = await firstStep();
  await runStep(eraser.deps, step, ONCE);
  await eraser.carryOut(erasure);
  await runStep(eraser.deps, step, AGAIN);
  await runStep(eraser.deps, { ...step, erasure_id: 'era_unknown' }, AGAIN);
  expect(eraser.asked).toEqual([]);
});

test('an event published again after its erasure is kept while the old one is processed', async () => {
  const { erasure, step } = await firstStep();
  const read = await eraser.deps.eventEraser.listEventItems('acme', 'evt_1');
  await runStep(eraser.deps, step, ONCE);
  await eraser.recorded({ id: 'evt_1', accepted: 1 });
  expect(
    await eraser.deps.eventEraser.delete(
      [read.event, ...read.attempts].flatMap((item) => item ?? []),
    ),
  ).toBe(0);
  await eraser.carryOut(erasure);
  expect(await eraser.left()).toEqual(['EVENT#evt_1 acme', 'EVENT#evt_1 acme#des_1#1']);
});
