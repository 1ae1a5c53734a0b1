import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium } from '../support/find-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The endpoint of the browser of all browser tests; absent on a machine without one. */
    browserEndpoint?: string;
  }
}

const MISSING = `no Chromium for ${process.platform}-${process.arch}; install chromium or set BROWSER`;

/** Starts one browser for all browser tests. */
export const setup = async (project: TestProject): Promise<undefined | (() => Promise<void>)> => {
  const found = await findChromium();
  if (found !== undefined) {
    const browser = await chromium.launchServer({
      host: '127.0.0.1',
      executablePath: found.executablePath,
      env: { ...(process.env as Record<string, string>), ...found.env },
      // Chromium's own sandbox needs privileges that containers do not have.
      chromiumSandbox: false,
      // A busy machine takes longer than half a minute.
      timeout: 120_000,
    });
    project.provide('browserEndpoint', browser.wsEndpoint());
    return () => browser.close();
  }
  if (process.env.REQUIRE_BROWSER === '1') throw new Error(MISSING);
  console.log(`browser tests skipped: ${MISSING}`);
  return undefined;
};
