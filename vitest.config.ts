import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { Sequencer } from './test/support/sequencer.ts';

// The programs that tests start compile the same modules over and over.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/compiled');

// The compilers that tests start, which are written in Go, end soon: they need not collect much garbage.
process.env.GOGC ??= '400';

const node = {
  environment: 'node',
  // Loading the AWS SDK and the CDK again for each file takes longer than most of the tests.
  isolate: false,
  env: { LOG_LEVEL: 'silent' },
} as const;

const bundles = 'test/support/bundles.setup.ts';

/**
 * These compute, so many more workers than cores would take longer: each loads the CDK or the AWS SDK, and
 * starts a database. One more fills the time that a few files wait. They run first.
 */
const computing = { ...node, maxWorkers: 3, sequence: { groupOrder: 0 } } as const;

/** Many of these wait: with a worker per core they would wait one after the other. */
const waiting = { ...node, maxWorkers: 6, sequence: { groupOrder: 1 } } as const;

/** The kinds of test, one command each; `npm test` runs them all. */
export default defineConfig({
  // The portal's components; without this, vitest compiles JSX for React.
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    sequence: { sequencer: Sequencer },
    projects: [
      {
        test: {
          ...waiting,
          name: 'fault-injection',
          include: ['test/fault-injection/**/*.integration.test.ts'],
          // They stop the clock and change the environment.
          isolate: true,
          // Each call leaves much short-lived garbage: with little space, it is collected all the time.
          execArgv: ['--min-semi-space-size=32', '--max-semi-space-size=64'],
          // The longest computes for 20 seconds, beside five other files.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...computing,
          name: 'unit',
          // Some cases compute for a second; on a busy machine that takes much longer.
          testTimeout: 30_000,
          include: ['test/**/*.test.ts'],
          exclude: [
            'test/**/*.integration.test.ts',
            'test/**/*.e2e.test.ts',
            'test/e2e/**',
            'test/lib/**',
          ],
        },
      },
      {
        test: {
          ...computing,
          name: 'integration',
          include: ['test/**/*.integration.test.ts'],
          exclude: ['test/fault-injection/**'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          ...waiting,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/**/*.e2e.test.ts'],
          globalSetup: [bundles, 'test/e2e/local-stack.setup.ts', 'test/e2e/browser.setup.ts'],
          // A test that waits for a batch takes half a minute. On a busy machine, messages whose run exceeded
          // its timeout return after a minute.
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          ...computing,
          name: 'stack',
          include: ['test/lib/**/*.test.ts'],
          globalSetup: ['test/lib/support/stacks.setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 180_000,
        },
      },
    ],
  },
});
