import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Files that wait more than they compute, the longest first. */
const WAITING = [
  'test/e2e/open-batches.test.ts',
  'test/e2e/crash.test.ts',
  'test/e2e/portal/destination.browser.test.ts',
  'test/local/local-stack.e2e.test.ts',
  'test/e2e/fuzz.test.ts',
];

/** Files that take long. */
const LONG = [
  'test/fault-injection/batches.integration.test.ts',
  'test/fault-injection/destinations.integration.test.ts',
  'test/fault-injection/events.integration.test.ts',
  'test/fault-injection/deliveries.integration.test.ts',
  'test/e2e/fairness.test.ts',
  'test/local/program.e2e.test.ts',
  'test/bench/cost.e2e.test.ts',
  'test/e2e/retries.test.ts',
  'test/e2e/hostile-neighbour.test.ts',
  'test/e2e/restore.test.ts',
  'test/e2e/dead-letters.test.ts',
  'test/e2e/large-events.test.ts',
];

const FIRST = [...WAITING, ...LONG];

/**
 * Within a group, starts the files that mostly wait, then the other long files. Short files then run
 * while these wait, and no long file runs alone at the end.
 */
export class Sequencer extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted(
      (a, b) => groupOf(a) - groupOf(b) || this.#positionOf(a) - this.#positionOf(b),
    );
  }

  #positionOf({ moduleId }: TestSpecification): number {
    const position = FIRST.indexOf(relative(this.ctx.config.root, moduleId));
    return position < 0 ? FIRST.length : position;
  }
}

const groupOf = ({ project }: TestSpecification): number => project.config.sequence.groupOrder;
