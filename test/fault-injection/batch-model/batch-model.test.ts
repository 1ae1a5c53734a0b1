import { describe, expect, it } from 'vitest';
import { type Outcome, runModel } from './model.ts';
import { MUTANTS } from './mutants.ts';
import type { Mutant } from './ports.ts';
import { randomFrom } from './random.ts';

/** `BATCH_MODEL_RUNS=100000` runs it as often as the design was. */
const RUNS = Number(process.env.BATCH_MODEL_RUNS ?? 200);
const FIRST_SEED = Number(process.env.SEED ?? 1);

/** The outcomes of all runs, each with a seed of its own. */
async function* outcomes(mutant?: Mutant): AsyncGenerator<Outcome> {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed += 1) {
    yield await runModel(randomFrom(seed), mutant);
  }
}

const isWrong = ({ lost, doubled, changed }: Outcome): boolean => lost + doubled + changed > 0;

describe('batches, in random orders with crashes, kills, duplicates and stale reads', () => {
  it('contain every event once, and no object changes', { timeout: 7_200_000 }, async () => {
    const sums = new Map<string, number>();
    for await (const outcome of outcomes()) {
      for (const [name, value] of Object.entries(outcome)) {
        sums.set(name, (sums.get(name) ?? 0) + value);
      }
    }
    const {
      events = 0,
      objects,
      erased = 0,
      expired = 0,
      failed = 0,
      crashes = 0,
      kills = 0,
      ...faults
    } = Object.fromEntries(sums);
    expect(faults).toEqual({ lost: 0, doubled: 0, changed: 0 });
    expect(events).toBeGreaterThan(RUNS);
    expect(erased).toBeGreaterThan(RUNS / 10);
    expect(expired).toBeGreaterThan(RUNS / 10);
    // A batch fails only if events expire after its first attempt.
    expect(failed).toBeLessThan(events / 50);
    expect(crashes).toBeGreaterThan(RUNS);
    expect(kills).toBeGreaterThan(RUNS / 10);
    console.info({ runs: RUNS, events, objects, erased, expired, failed, crashes, kills });
  });

  it.each(Object.entries(MUTANTS))('violate the invariants with %s', async (_, mutant) => {
    let isFound = false;
    for await (const outcome of outcomes(mutant)) {
      isFound = isWrong(outcome);
      if (isFound) break;
    }
    expect(isFound).toBe(true);
  });
});
