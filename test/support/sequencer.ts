import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * Long files of each group, in the order in which they start. Those that wait and those that compute
 * alternate, so that the processors always have work.
 */
const FIRST = [
  // Integration tests, with three workers: these wait for timeouts, one after the other.
  'test/destination-types/aws-s3/store-limits.integration.test.ts',
  // Fault injection and e2e tests, with six workers.
  'test/e2e/open-batches.test.ts',
  'test/e2e/crash.test.ts',
  'test/local/local-stack.e2e.test.ts',
  'test/fault-injection/batches.integration.test.ts',
  'test/e2e/retries.test.ts',
  'test/fault-injection/destinations.integration.test.ts',
  'test/e2e/portal/destination.browser.test.ts',
  'test/fault-injection/events.integration.test.ts',
  'test/e2e/limits.test.ts',
  'test/fault-injection/deliveries.integration.test.ts',
  'test/e2e/portal/batches.browser.test.ts',
  'test/local/program.e2e.test.ts',
  'test/e2e/dead-letters.test.ts',
  'test/e2e/parking.test.ts',
  'test/e2e/erasure.test.ts',
  'test/e2e/operator-events.test.ts',
  'test/e2e/restore.test.ts',
  'test/bench/cost.e2e.test.ts',
  'test/e2e/incarnations.test.ts',
  'test/e2e/hostile-neighbour.test.ts',
  'test/e2e/large-events.test.ts',
  'test/e2e/fuzz.test.ts',
];

/**
 * Within a group, starts the long files first. Short files then run while these wait, and no long file
 * runs alone at the end.
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
