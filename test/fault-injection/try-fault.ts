import { violationsIn } from './check-invariants.ts';
import { type Fault, type FaultKind, faultName } from './fault.ts';
import { only, type Plan, storm } from './harness/plan.ts';
import type { Rig } from './harness/rig.ts';
import { restore } from './harness/saved.ts';
import { lostIn } from './invariants/deliveries.ts';
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
  rig: Rig,
  scenario: Scenario,
  { starts }: Recording,
  fault: Fault,
): Promise<string[]> {
  const start = starts.get(fault.boundary.run);
  if (!start) return [`there is no run ${fault.boundary.run}`];
  rig.functions.maxAttempts = TRIED_ONCE.includes(fault.kind) ? 1 : undefined;
  const wrong = await tryPlan(rig, scenario, start, only(fault));
  return rig.proxy.struck === 1 ? wrong : [...wrong, `${faultName(fault)} did not happen`];
}

/** Has several things go wrong in a scenario. */
export async function tryStorm(
  rig: Rig,
  scenario: Scenario,
  { starts }: Recording,
  seed: string,
): Promise<string[]> {
  const [start] = starts.values();
  rig.functions.maxAttempts = undefined;
  return start ? tryPlan(rig, scenario, start, storm(seed)) : ['there is nothing to begin with'];
}

async function tryPlan(
  rig: Rig,
  scenario: Scenario,
  { saved, step }: Start,
  plan: Plan,
): Promise<string[]> {
  rig.functions.settings = scenario.settings ?? {};
  await restore(rig, saved);
  rig.proxy.plan = plan;
  rig.proxy.struck = 0;
  const wrong: string[] = [];
  let looked = 0;
  const look = async () => {
    if (looked === rig.proxy.struck) return;
    looked = rig.proxy.struck;
    wrong.push(...lostIn(await takeSnapshot(rig), scenario));
  };
  try {
    for (const take of scenario.steps.slice(step)) await listening(rig, take, look);
  } catch (error) {
    wrong.push(String(error));
  }
  return [...wrong, ...violationsIn(await takeSnapshot(rig), scenario)];
}
