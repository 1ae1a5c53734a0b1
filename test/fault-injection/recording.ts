import type { Boundary } from './boundary.ts';
import { inexactIn, violationsIn, violationsNow } from './check-invariants.ts';
import type { Harness } from './harness/harness.ts';
import { noFaults, recordBoundaries } from './harness/plan.ts';
import { nothingYet, restore, type Saved, save } from './harness/saved.ts';
import type { Scenario, Step } from './scenario.ts';
import { takeSnapshot } from './snapshot.ts';

/** A point before a run at which a scenario can be resumed. */
export interface Start {
  /** The step that contains the run. */
  readonly step: number;
  readonly saved: Saved;
}

/** The recording of a scenario without faults. */
export interface Recording {
  /** Every call, in order: all possible fault locations. */
  readonly boundaries: readonly Boundary[];
  /** By the name of the run. */
  readonly starts: ReadonlyMap<string, Start>;
  /** Violated invariants despite the absence of faults. */
  readonly faults: readonly string[];
}

/** Runs a scenario without faults. */
export async function record(harness: Harness, scenario: Scenario): Promise<Recording> {
  harness.functions.settings = scenario.settings ?? {};
  harness.functions.maxAttempts = undefined;
  harness.proxy.plan = noFaults;
  await restore(harness, nothingYet());
  for (const step of scenario.given) await step(harness);
  await restore(harness, { ...(await save(harness)), runs: [] });
  const boundaries: Boundary[] = [];
  const starts = new Map<string, Start>();
  const passing: string[] = [];
  harness.proxy.plan = recordBoundaries(boundaries);
  for (const [step, take] of scenario.steps.entries()) {
    await listening(harness, take, async (run) => {
      passing.push(...violationsNow(await takeSnapshot(harness), scenario));
      starts.set(run, { step, saved: await save(harness) });
    });
  }
  const snapshot = await takeSnapshot(harness);
  const faults = [
    ...passing,
    ...violationsIn(snapshot, scenario),
    ...inexactIn(snapshot, scenario),
  ];
  const { by } = scenario;
  const isBy = by === undefined || boundaries.some(({ operation }) => operation === by);
  return { boundaries, starts, faults: isBy ? faults : [...faults, `there is no ${by}`] };
}

/** Executes a step and calls `before` for every run in it. */
export async function listening(
  harness: Harness,
  take: Step,
  before: (run: string) => Promise<void>,
): Promise<void> {
  harness.before = before;
  try {
    await take(harness);
  } finally {
    harness.before = undefined;
  }
}
