import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { describe, inject, onTestFinished } from 'vitest';

const endpoint = inject('browserEndpoint');

/** Groups tests that need a browser. They are skipped on a machine without one. */
export const describeInBrowser = describe.skipIf(endpoint === undefined);

let browser: Promise<Browser> | undefined;

/** One connection for all tests of a worker; it ends with the worker's process. */
const connected = (): Promise<Browser> => {
  browser ??= chromium.connect(endpoint ?? '');
  return browser;
};

/** A page waits for what functions deliver, which takes as long as in the other tests. */
const TIMEOUT_MS = 180_000;

/** A page in a separate context, which closes with the test, and its requests so far. */
export interface OpenedPage {
  readonly page: Page;
  /** The URLs of all requests of the context, frames and other pages included. */
  readonly requests: readonly string[];
  /** Errors that the pages have thrown or logged. */
  readonly errors: readonly string[];
}

/** Opens an empty page with its own storage. */
export async function openPage(options: BrowserContextOptions = {}): Promise<OpenedPage> {
  const context = await (await connected()).newContext(options);
  onTestFinished(() => context.close());
  context.setDefaultTimeout(TIMEOUT_MS);
  const requests: string[] = [];
  const errors: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => errors.push(String(error.error())));
  context.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return { page: await context.newPage(), requests, errors };
}

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');

/** Runs in the page: all results would be megabytes. */
const violations = `axe.run({ resultTypes: ['violations'], selectors: false }).then((results) =>
  results.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => id + ': ' + html)))`;

/** What axe finds in a page: `rule: element` for each violation. */
export async function axeViolations(page: Page): Promise<readonly string[]> {
  // The page's policy forbids script elements, but not what the tests evaluate.
  if (!(await page.evaluate<boolean>(`'axe' in window`))) await page.evaluate(axe);
  return page.evaluate<string[]>(violations);
}
