import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/portal.ts';

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

describeInBrowser('the portal displays', () => {
  test('a long topic in several lines, on a narrow screen', async () => {
    const { page } = await openPortal({ tenant: 'portal-long-topic', width: 320 });
    const topic = `${'customer_subscription_'.repeat(5)}renewed`;
    await page.route('**/api/v1/topics', (route) => route.fulfill({ json: [topic, 'orders'] }));
    await page.getByRole('link', { name: 'Add destination' }).click();
    await page.getByLabel('Only these topics').check();
    await page.getByLabel(topic).check();
    expect(await overflow(page)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
  });

  test('the current screen in forced colors', async () => {
    const { page } = await openPortal({ tenant: 'portal-forced-colors' });
    await page.emulateMedia({ forcedColors: 'active' });
    const [current, other] = await page.$$eval('nav a', (links) =>
      links.map((link) => getComputedStyle(link).backgroundColor),
    );
    expect(current).not.toBe(other);
  });
});
