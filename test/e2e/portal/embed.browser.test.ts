import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { axeViolations, describeInBrowser, openPage } from '../../support/browser.ts';
import { waybill } from '../../support/waybill.ts';

const { url, apiKey, tenantWith } = waybill();
const TENANT = 'portal-embed';

/** Runs the example, and returns the URL that it prints. */
async function example(): Promise<string> {
  const program = join(import.meta.dirname, '../../../examples/portal-embed/server.mjs');
  const server = spawn(process.execPath, [program], {
    env: { WAYBILL_URL: url, API_KEY: apiKey, TENANT, PORT: '0' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void server.kill());
  const [line] = await once(createInterface(server.stdout), 'line');
  return String(line).replace('open ', '');
}

describeInBrowser('the example of a page that frames the portal', () => {
  beforeAll(() => tenantWith(TENANT));

  test('shows the portal, and renews its session before it expires', async () => {
    const { page, requests, errors } = await openPage();
    const exchanges = () => requests.filter((request) => request.endsWith('/portal/sessions'));
    await page.clock.install();
    await page.goto(await example());
    await page.frameLocator('iframe').getByRole('table').waitFor();
    expect(exchanges()).toHaveLength(1);
    await page.clock.fastForward('58:30');
    await expect.poll(() => exchanges().length, { timeout: 60_000 }).toBe(2);
    await page.frameLocator('iframe').getByRole('table').waitFor();
    // What a browser sends has no fragment.
    const sent = requests.map((request) => request.replace(/#.*/, ''));
    expect(sent.filter((request) => request.includes('link='))).toEqual([]);
    expect(errors).toEqual([]);
    expect(await axeViolations(page)).toEqual([]);
  });
});
