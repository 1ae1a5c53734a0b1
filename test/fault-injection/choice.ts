import { createHash } from 'node:crypto';
import { type Boundary, isWrite } from './boundary.ts';
import { type Fault, type FaultKind, faultName, faultsAt } from './fault.ts';

/** Which faults to inject. */
export interface Choice {
  /** A single one, by its scenario and its name. */
  readonly one: string | undefined;
  /** All there are. */
  readonly all: boolean;
  /** The seed of the random choice. */
  readonly seed: string;
}

/** Reads `FAULT`, `FAULTS` and `SEED`. */
export const choiceIn = ({ FAULT, FAULTS, SEED = 'waybill' }: NodeJS.ProcessEnv): Choice => ({
  one: FAULT,
  all: FAULTS === 'all',
  seed: SEED,
});

/** The name of a fault, unique across scenarios. */
export const fullName = (scenario: string, fault: Fault): string =>
  `${scenario} | ${faultName(fault)}`;

/** One of this many randomly selected faults is injected. */
const ONE_IN = 150;

/** Random sequences per scenario when all are selected; otherwise one, in randomly selected scenarios. */
const MAX_SEQUENCES = 20;
const SEQUENCE_ONE_IN = 5;

/** Injected once per kind of call of a function, at its first occurrence. */
const ONCE: readonly FaultKind[] = ['answer lost', 'refused', 'in part'];

/**
 * Selects the faults to inject, scenario by scenario. Of equal reads, such as those of the
 * partitions of a timeline, only the first and the last of a run are used, because a read leaves
 * nothing that distinguishes the next one. Unless all remaining faults are selected, these are:
 *
 * - The process dies after a write. Only its writes distinguish an interrupted run from another; a
 * read writes nothing. Of equal calls, such as those of a batch, only the first and the last are
 * used, and a run with the kinds of writes of an earlier run, each once or several times, is skipped.
 * - Once per kind of write of a function: it is rejected, and its response is lost. For each batch:
 * it succeeds partially.
 * - A random selection of all others.
 */
export class Chooser {
  readonly #choice: Choice;
  readonly #seen = new Set<string>();

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  faultsOf(scenario: string, boundaries: readonly Boundary[]): Fault[] {
    const runs = [...Map.groupBy(boundaries, ({ run }) => run).values()];
    const distinguishing = runs.flatMap((run) =>
      run.filter((one) => isWrite(one) || isAtEnd(one, run)),
    );
    const usual = new Set(runs.flatMap((run) => this.#usualIn(run)));
    const { one, all, seed } = this.#choice;
    return distinguishing.flatMap(faultsAt).filter((fault) => {
      const name = fullName(scenario, fault);
      if (one !== undefined) return name === one;
      return all || usual.has(faultName(fault)) || chance(seed + name) < 1 / ONE_IN;
    });
  }

  /** The names of the faults in a run that are always injected. */
  #usualIn(run: readonly Boundary[]): string[] {
    const isNewRun = this.#isNew('run', functionOf(run), ...kindsOfWrites(run));
    return run
      .filter((boundary) => isAtEnd(boundary, run))
      .flatMap((boundary) => {
        const isNewCall = this.#isNew('call', functionOf(run), boundary.operation);
        const faults = faultsAt(boundary).filter(
          ({ kind }) => kind === 'in part' || isWrite(boundary),
        );
        return faults
          .filter(({ kind }) =>
            ONCE.includes(kind) ? isNewCall : kind === 'stopped after' && isNewRun,
          )
          .map(faultName);
      });
  }

  /** The names of the random sequences of faults to inject; the faults are derived from the name. */
  sequencesOf(scenario: string): string[] {
    const { one, all, seed } = this.#choice;
    if (one !== undefined) return one.startsWith(`${scenario} | sequence `) ? [one] : [];
    const count = all ? MAX_SEQUENCES : Number(chance(seed + scenario) < 1 / SEQUENCE_ONE_IN);
    return Array.from({ length: count }, (_, n) => `${scenario} | sequence ${seed} ${n + 1}`);
  }

  #isNew(...words: readonly string[]): boolean {
    const name = words.join(' ');
    const isNew = !this.#seen.has(name);
    this.#seen.add(name);
    return isNew;
  }
}

const functionOf = ([first]: readonly Boundary[]): string => first?.run.split(' ')[0] ?? '';

/** The operations that a run writes with, and whether it does so several times. */
function kindsOfWrites(run: readonly Boundary[]): string[] {
  const writes = Map.groupBy(run.filter(isWrite), ({ operation }) => operation);
  return [...writes].map(([name, { length }]) => (length > 1 ? `${name} +` : name)).toSorted();
}

/** Whether a boundary is the first or the last of its operation in its run. */
function isAtEnd(boundary: Boundary, run: readonly Boundary[]): boolean {
  const alike = run.filter(({ operation }) => operation === boundary.operation);
  return boundary === alike.at(0) || boundary === alike.at(-1);
}

/** A number from 0 up to, but not including, 1, derived from a name. */
const chance = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
