/**
 * Measures how long the portal takes from the navigation to its first table, with warm functions, and
 * what it requests. Run: npm run bench:portal
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { FREE_PORTS } from '../local/local-stack-options.ts';
import { startLocalStack } from '../local/start.ts';
import { findChromium } from '../test/support/find-chromium.ts';
import { calibrate, calibrationLine } from './calibration.ts';

const RUNS = 11;
const TENANT = 'acme';
const API_KEY = 'bench-key';

const found = await findChromium();
if (found === undefined) throw new Error('there is no Chromium: install it or set BROWSER');

await using opened = new AsyncDisposableStack();
const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
opened.defer(() => rm(dataFolder, { recursive: true, force: true }));
const { url, stop } = await startLocalStack({
  ...FREE_PORTS,
  apiKey: API_KEY,
  buckets: ['my-events-bucket'],
  dataFolder,
  log: () => {},
});
opened.defer(stop);

const call = async (method: string, path: string, body?: object) => {
  const response = await fetch(`${url}/api/v1/tenants/${TENANT}${path}`, {
    method,
    headers: { authorization: `Bearer ${API_KEY}` },
    ...(body && { body: JSON.stringify(body) }),
  });
  return response.json();
};
await call('PUT', '');
await call('POST', '/destinations', {
  type: 'aws_s3',
  topics: '*',
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'secret' },
});

const browser = await chromium.launch({
  executablePath: found.executablePath,
  env: { ...(process.env as Record<string, string>), ...found.env },
  chromiumSandbox: false,
});
opened.defer(() => browser.close());

/** One visit with an empty cache. */
const visit = async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let requests = 0;
  page.on('request', () => requests++);
  const { redirect_url } = (await call('GET', '/portal')) as { redirect_url: string };
  const start = performance.now();
  await page.goto(redirect_url);
  await page.getByRole('table').waitFor();
  const milliseconds = performance.now() - start;
  await context.close();
  return { milliseconds, requests };
};

await visit();
const visits = [];
const calibrations = [calibrate()];
for (let run = 0; run < RUNS; run++) {
  visits.push(await visit());
  calibrations.push(calibrate());
}
const times = visits.map(({ milliseconds }) => milliseconds).toSorted((a, b) => a - b);
console.table({
  'first table, median (ms)': Math.round(times[Math.floor(RUNS / 2)] ?? 0),
  'first table, slowest (ms)': Math.round(times.at(-1) ?? 0),
  requests: visits[0]?.requests,
});
console.log(calibrationLine(calibrations));
