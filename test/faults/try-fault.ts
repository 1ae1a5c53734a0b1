import { faultsIn } from './balance.ts';
import { lostIn } from './balances/deliveries.ts';
import { booksOf } from './books.ts';
import { type Fault, type FaultKind, faultName } from './fault.ts';
import { listening, type Recording, type Start } from './recording.ts';
import { only, type Plan, storm } from './rig/plan.ts';
import type { Rig } from './rig/rig.ts';
import { restore } from './rig/saved.ts';
import type { Scenario } from './scenario.ts';

/**
 * Faults after which it makes no difference how often the SDK tries: the process is dead, or the
 * service refuses every time. Once is quicker.
 */
const TRIED_ONCE: readonly FaultKind[] = ['stopped', 'stopped after', 'refused'];

/**
 * Takes a scenario up before the run that a fault is in, has it happen, and goes on to the end.
 *
 * @returns what is not as it must be, right after it or when all is done
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
    wrong.push(...lostIn(await booksOf(rig), scenario));
  };
  try {
    for (const take of scenario.steps.slice(step)) await listening(rig, take, look);
  } catch (error) {
    wrong.push(String(error));
  }
  return [...wrong, ...faultsIn(await booksOf(rig), scenario)];
}
