import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/portal.ts';

const overflow = (page: Page) =>
  page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');

const colors = (page: Page, selector: string) =>
  page.$$eval(selector, (elements) =>
    elements.map((element) => getComputedStyle(element).backgroundColor),
  );

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

  test('the current screen and the selected tab in forced colors', async () => {
    const { page } = await openPortal({ tenant: 'portal-forced-colors', to: '/destinations/new' });
    await page.emulateMedia({ forcedColors: 'active' });
    await page.getByLabel('Bucket (required)').fill('my-events-bucket');
    await page.getByLabel('Region (required)').fill('us-east-1');
    await page.getByRole('tab').first().waitFor();
    const [current, other] = await colors(page, 'nav a');
    expect(current).not.toBe(other);
    const [selected, ...others] = await colors(page, '[role=tab]');
    expect(new Set(others)).not.toContain(selected);
    expect(new Set(others).size).toBe(1);
  });
});
