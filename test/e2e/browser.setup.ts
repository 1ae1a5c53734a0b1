import type { TestProject } from 'vitest/node';
import { type Chromium, findChromium } from '../support/find-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The browser of the browser tests; absent on a machine without one. */
    chromium?: Chromium;
  }
}

const MISSING = `no Chromium for ${process.platform}-${process.arch}; install chromium or set BROWSER`;

/** Finds the browser of the browser tests. */
export const setup = async (project: TestProject): Promise<void> => {
  const chromium = await findChromium();
  if (chromium !== undefined) return project.provide('chromium', chromium);
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(MISSING);
  console.log(`browser tests skipped: ${MISSING}`);
};
