import { afterAll, beforeAll, expect, test } from 'vitest';
import { Chooser, choiceIn, fullName } from './choice.ts';
import { SECRETS } from './harness/secrets.ts';
import { startRig } from './harness/start-rig.ts';
import { record } from './recording.ts';
import type { Scenario } from './scenario.ts';
import { tryFault, tryStorm } from './try-fault.ts';

/** For all faults there are, on a machine that has other things to do. */
const PATIENCE_MS = 1_800_000;

/**
 * Tests that whatever goes wrong in these scenarios, nothing is lost, nothing is doubled, and no
 * credential is told to anybody.
 *
 * @param others scenarios that are tested elsewhere: what happens in them, too, need not be tried here
 */
export function testFaults(scenarios: readonly Scenario[], others: readonly Scenario[] = []): void {
  const chooser = new Chooser(choiceIn(process.env));
  let started: Awaited<ReturnType<typeof startRig>>;
  beforeAll(async () => {
    started = await startRig();
    for (const other of others) {
      chooser.faultsOf(other.name, (await record(started.rig, other)).boundaries);
    }
  }, PATIENCE_MS);
  afterAll(() => started.stop());

  for (const scenario of scenarios) {
    test(`nothing is lost or doubled of ${scenario.name}`, { timeout: PATIENCE_MS }, async () => {
      const { rig } = started;
      const recording = await record(rig, scenario);
      expect(recording.faults).toEqual([]);
      expect(recording.boundaries).not.toEqual([]);
      const wrong: string[] = [];
      const check = async (name: string, trial: Promise<string[]>) => {
        const found = await trial;
        if (found.length > 0) wrong.push(told(name, found));
      };
      for (const fault of chooser.faultsOf(scenario.name, recording.boundaries)) {
        await check(fullName(scenario.name, fault), tryFault(rig, scenario, recording, fault));
      }
      for (const name of chooser.stormsOf(scenario.name)) {
        await check(name, tryStorm(rig, scenario, recording, name));
      }
      expect(wrong.join('\n\n')).toBe('');
    });
  }

  test('no credential was told to anybody meanwhile', () => {
    const { watch, lines } = started.rig;
    const { leaks, met } = watch;
    expect([...leaks]).toEqual([]);
    expect(lines).toBeGreaterThan(0);
    expect([...met].toSorted()).toEqual(Object.keys(SECRETS).toSorted());
  });
}

/** What went wrong, and how to have it once more. */
const told = (name: string, found: readonly string[]): string =>
  [
    name,
    ...found.map((one) => `  ${one}`),
    `  again: FAULT='${name}' npm run test:fault-injection`,
  ].join('\n');
