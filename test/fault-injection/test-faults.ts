import { afterAll, beforeAll, expect, test } from 'vitest';
import { Chooser, choiceIn, fullName } from './choice.ts';
import { SECRETS } from './harness/secrets.ts';
import { startHarness } from './harness/start-harness.ts';
import { record } from './recording.ts';
import type { Scenario } from './scenario.ts';
import { tryFault, tryRandomFaults } from './try-fault.ts';

/** For all faults, on a busy machine. */
const TIMEOUT_MS = 1_800_000;

/**
 * Tests that under every fault in these scenarios, nothing is lost, nothing is duplicated, and no
 * credential is disclosed.
 *
 * @param others scenarios that are tested elsewhere: faults that also occur in them are not
 * repeated here
 */
export function testFaults(scenarios: readonly Scenario[], others: readonly Scenario[] = []): void {
  const chooser = new Chooser(choiceIn(process.env));
  let started: Awaited<ReturnType<typeof startHarness>>;
  beforeAll(async () => {
    started = await startHarness();
    for (const other of others) {
      chooser.faultsOf(other.name, (await record(started.harness, other)).boundaries);
    }
  }, TIMEOUT_MS);
  afterAll(() => started.stop());

  for (const scenario of scenarios) {
    test(`nothing is lost or duplicated: ${scenario.name}`, { timeout: TIMEOUT_MS }, async () => {
      const { harness } = started;
      const recording = await record(harness, scenario);
      expect(recording.faults).toEqual([]);
      expect(recording.boundaries).not.toEqual([]);
      const wrong: string[] = [];
      const check = async (name: string, trial: Promise<string[]>) => {
        const found = await trial;
        if (found.length > 0) wrong.push(report(name, found));
      };
      for (const fault of chooser.faultsOf(scenario.name, recording.boundaries)) {
        await check(fullName(scenario.name, fault), tryFault(harness, scenario, recording, fault));
      }
      for (const name of chooser.sequencesOf(scenario.name)) {
        await check(name, tryRandomFaults(harness, scenario, recording, name));
      }
      // The message has the whole text: reports shorten the values of an assertion.
      expect(wrong, wrong.join('\n\n')).toEqual([]);
    });
  }

  test('no credential was disclosed', () => {
    const { watch, lines } = started.harness;
    const { leaks, met } = watch;
    expect([...leaks]).toEqual([]);
    expect(lines).toBeGreaterThan(0);
    expect([...met].toSorted()).toEqual(Object.keys(SECRETS).toSorted());
  });
}

/** The fault and how to reproduce it. */
const report = (name: string, found: readonly string[]): string =>
  [
    name,
    ...found.map((one) => `  ${one}`),
    `  again: FAULT='${name}' npm run test:fault-injection`,
  ].join('\n');
