import { violationsIn, violationsNow } from './check-invariants.ts';
import { type Fault, type FaultKind, faultName } from './fault.ts';
import type { Harness } from './harness/harness.ts';
import { type Plan, randomFaults, singleFault } from './harness/plan.ts';
import { restore } from './harness/saved.ts';
import { listening, type Recording, type Start } from './recording.ts';
import type { Scenario } from './scenario.ts';
import { takeSnapshot } from './snapshot.ts';

/**
 * Faults for which the number of SDK retries makes no difference: the process is dead, or the
 * service rejects every attempt. One attempt is faster.
 */
const TRIED_ONCE: readonly FaultKind[] = ['stopped', 'stopped after', 'refused'];

/**
 * Resumes a scenario before the run that contains a fault, injects the fault, and runs to the end.
 *
 * @returns the violated invariants, right after the fault or at the end
 */
export async function tryFault(
  harness: Harness,
  scenario: Scenario,
  { starts }: Recording,
  fault: Fault,
): Promise<string[]> {
  const start = starts.get(fault.boundary.run);
  if (!start) return [`there is no run ${fault.boundary.run}`];
  harness.functions.maxAttempts = TRIED_ONCE.includes(fault.kind) ? 1 : undefined;
  const wrong = await tryPlan(harness, scenario, start, singleFault(fault));
  return harness.proxy.struck === 1 ? wrong : [...wrong, `${faultName(fault)} did not happen`];
}

/** Injects several random faults into a scenario. */
export async function tryRandomFaults(
  harness: Harness,
  scenario: Scenario,
  { starts }: Recording,
  seed: string,
): Promise<string[]> {
  const [start] = starts.values();
  harness.functions.maxAttempts = undefined;
  return start
    ? tryPlan(harness, scenario, start, randomFaults(seed))
    : ['there is nothing to begin with'];
}

async function tryPlan(
  harness: Harness,
  scenario: Scenario,
  { saved, step }: Start,
  plan: Plan,
): Promise<string[]> {
  harness.functions.settings = scenario.settings ?? {};
  await restore(harness, saved);
  harness.proxy.plan = plan;
  harness.proxy.struck = 0;
  const wrong: string[] = [];
  let looked = 0;
  const look = async () => {
    if (looked === harness.proxy.struck) return;
    looked = harness.proxy.struck;
    wrong.push(...violationsNow(await takeSnapshot(harness), scenario));
  };
  try {
    for (const take of scenario.steps.slice(step)) await listening(harness, take, look);
  } catch (error) {
    wrong.push(String(error));
  }
  return [...wrong, ...violationsIn(await takeSnapshot(harness), scenario)];
}
