import { defineConfig } from 'vitest/config';

const node = {
  environment: 'node',
  env: { POWERTOOLS_LOG_LEVEL: 'SILENT', POWERTOOLS_METRICS_DISABLED: 'true' },
} as const;

/** Four kinds of test, one command each; `npm test` runs them all. */
export default defineConfig({
  test: {
    // Journeys mostly wait; with a worker per core they would wait one after the other.
    maxWorkers: 4,
    projects: [
      {
        test: {
          ...node,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.wire.test.ts', 'test/journeys/**', 'test/lib/**'],
        },
      },
      {
        test: {
          ...node,
          name: 'wire',
          include: ['test/**/*.wire.test.ts'],
          testTimeout: 30_000,
          hookTimeout: 30_000,
        },
      },
      {
        test: {
          ...node,
          name: 'journey',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/journeys/house.setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          ...node,
          name: 'stack',
          include: ['test/lib/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
