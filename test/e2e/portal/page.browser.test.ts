import { createServer } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { close, listen } from '../../../local/listen.ts';
import { axeViolations, describeInBrowser, openPage } from '../../support/browser.ts';
import { localStack } from '../../support/local-stack.ts';

const { url } = localStack();

/** A page of a platform that frames the portal. Returns its port. */
async function framingPage(): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(
      `<!doctype html><title>Platform</title><link rel="icon" href="data:,"><iframe src="${url}/portal"></iframe>`,
    );
  });
  const address = await listen(server, 0, 'PORT');
  onTestFinished(() => close(server));
  return new URL(address).port;
}

describeInBrowser('the portal in a browser', () => {
  test('runs, and requests nothing from another origin', async () => {
    const { page, requests, errors } = await openPage();
    await page.goto(`${url}/portal`);
    await page.getByRole('heading').first().waitFor();
    expect(new Set(requests.map((request) => new URL(request).origin))).toEqual(new Set([url]));
    expect(errors).toEqual([]);
  });

  test('has no accessibility violation without a session', async () => {
    const { page } = await openPage();
    await page.goto(`${url}/portal`);
    await page.getByRole('heading').first().waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('is shown in a frame of a listed origin', async () => {
    const { page, errors } = await openPage();
    await page.goto(`http://localhost:${await framingPage()}/`);
    await page.frameLocator('iframe').getByRole('heading').first().waitFor();
    expect(errors).toEqual([]);
  });

  test('is not shown in a frame of an origin that is not listed', async () => {
    const { page, errors } = await openPage();
    await page.goto(`http://127.0.0.1:${await framingPage()}/`);
    expect(await page.frameLocator('iframe').getByRole('heading').count()).toBe(0);
    await expect.poll(() => errors.join(), { timeout: 60_000 }).toContain('frame-ancestors');
  });
});
