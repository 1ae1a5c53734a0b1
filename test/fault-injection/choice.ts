import { createHash } from 'node:crypto';
import { type Boundary, boundaryName, isWrite } from './boundary.ts';
import { type Fault, type FaultKind, faultName, faultsAt } from './fault.ts';

/** Which faults to try. */
export interface Choice {
  /** One, by its scenario and its name. */
  readonly one: string | undefined;
  /** All there are. */
  readonly all: boolean;
  /** By which chance is made. */
  readonly seed: string;
}

/** Reads `FAULT`, `FAULTS` and `SEED`. */
export const choiceIn = ({ FAULT, FAULTS, SEED = 'waybill' }: NodeJS.ProcessEnv): Choice => ({
  one: FAULT,
  all: FAULTS === 'all',
  seed: SEED,
});

/** What a fault is called among those of all scenarios. */
export const fullName = (scenario: string, fault: Fault): string =>
  `${scenario} | ${faultName(fault)}`;

/** Of the faults that are left to chance, one in so many is tried. */
const ONE_IN = 150;

/** Storms of each scenario, when there are to be all; else one, of some scenarios by chance. */
const MOST_STORMS = 20;
const STORMY_ONE_IN = 5;

/** Tried once for each kind of call that a function makes, wherever it comes first. */
const ONCE: readonly FaultKind[] = ['answer lost', 'refused', 'in part'];

/**
 * Chooses the faults to try, scenario by scenario. Of reads that are alike, such as those of the
 * partitions of a timeline, the first and the last of a run stand for all: a read leaves nothing by
 * which the next could be told from it. Unless it is to be all of the others, these:
 *
 * - The process dies after a write. By what it has written, a run that was cut short is told from
 *   another; a read writes nothing. Of calls that are alike, such as those of a batch, the first and
 *   the last stand for all; and a run stands for those after it that make the very same calls.
 * - Once for each kind of call by which a function writes: it is refused, and its answer is lost; and
 *   for each batch: it is done in part.
 * - Of everything else some, by chance.
 */
export class Chooser {
  readonly #choice: Choice;
  readonly #seen = new Set<string>();

  constructor(choice: Choice) {
    this.#choice = choice;
  }

  faultsOf(scenario: string, boundaries: readonly Boundary[]): Fault[] {
    const runs = [...Map.groupBy(boundaries, ({ run }) => run).values()];
    const tellTale = runs.flatMap((run) => run.filter((one) => isWrite(one) || isAtEnd(one, run)));
    const usual = new Set(runs.flatMap((run) => this.#usualIn(run)));
    const { one, all, seed } = this.#choice;
    return tellTale.flatMap(faultsAt).filter((fault) => {
      const name = fullName(scenario, fault);
      if (one !== undefined) return name === one;
      return all || usual.has(faultName(fault)) || chance(seed + name) < 1 / ONE_IN;
    });
  }

  /** The names of the faults in a run that are not left to chance. */
  #usualIn(run: readonly Boundary[]): string[] {
    const isNewRun = this.#isNew('run', functionOf(run), ...run.map(callName).toSorted());
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

  /** The names of the storms to try: what happens in one follows from its name. */
  stormsOf(scenario: string): string[] {
    const { one, all, seed } = this.#choice;
    if (one !== undefined) return one.startsWith(`${scenario} | storm `) ? [one] : [];
    const count = all ? MOST_STORMS : Number(chance(seed + scenario) < 1 / STORMY_ONE_IN);
    return Array.from({ length: count }, (_, n) => `${scenario} | storm ${seed} ${n + 1}`);
  }

  #isNew(...words: readonly string[]): boolean {
    const name = words.join(' ');
    const isNew = !this.#seen.has(name);
    this.#seen.add(name);
    return isNew;
  }
}

const functionOf = ([first]: readonly Boundary[]): string => first?.run.split(' ')[0] ?? '';

const callName = (boundary: Boundary): string => boundaryName({ ...boundary, run: '' });

/** Whether a boundary is the first or the last of those of its operation in its run. */
function isAtEnd(boundary: Boundary, run: readonly Boundary[]): boolean {
  const alike = run.filter(({ operation }) => operation === boundary.operation);
  return boundary === alike.at(0) || boundary === alike.at(-1);
}

/** A number from 0 up to, but not including, 1: always the same for a name. */
const chance = (name: string): number =>
  createHash('sha256').update(name).digest().readUInt32BE(0) / 2 ** 32;
