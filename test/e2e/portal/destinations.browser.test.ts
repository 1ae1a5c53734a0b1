import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/portal.ts';
import { destinationInput, eventually, waybill } from '../../support/waybill.ts';

const { api, tenantWith } = waybill();

describeInBrowser('the list of destinations', () => {
  test('shows the attempts of the last 24 hours, and when the last delivery was', async () => {
    const tenant = 'portal-list';
    const destination = await tenantWith(tenant);
    const { body } = await api('POST', '/publish', {
      tenant_id: tenant,
      topic: 'orders',
      data: {},
    });
    await eventually(
      async () => (await api('GET', `/attempts?event_id=${body.id}`)).body.models.length > 0,
    );
    const { page, errors } = await openPortal({ tenant });
    const row = page.getByRole('row').filter({ hasText: '1 delivered' });
    await row.getByText(/^\d+ \w{3}, \d\d:00–\d\d:00 UTC$/).waitFor();
    expect(await row.locator('rect.delivered[height="28"]').count()).toBe(1);
    expect(await row.getByRole('link').getAttribute('href')).toContain(destination);
    expect(await axeViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('is read together with the attempts, not before them', async () => {
    const tenant = 'portal-list-at-once';
    await tenantWith(tenant);
    const { page } = await openPortal({ tenant, to: '/events' });
    const counts = page.waitForRequest('**/metrics/attempts?*');
    await page.route('**/destinations', async (route) => {
      await counts;
      await route.continue();
    });
    await page.getByRole('link', { name: 'Destinations' }).click();
    await page.getByText('0 delivered').waitFor();
  });

  test('finds one of many by its topic, on a narrow screen', async () => {
    const tenant = 'portal-search';
    await api('PUT', `/tenants/${tenant}`);
    for (let n = 1; n <= 6; n += 1) {
      const topics = [`topic-${n}`];
      await api('POST', `/tenants/${tenant}/destinations`, destinationInput({ topics }));
    }
    const { page } = await openPortal({ tenant, width: 320 });
    const rows = page.getByRole('table', { name: 'Destinations' }).getByRole('rowheader');
    await rows.nth(5).waitFor();
    const search = page.getByLabel('Search by bucket, topic or status');
    await search.fill('TOPIC-4');
    await page.getByRole('status').getByText('1 of 6 destinations').waitFor();
    expect(await rows.count()).toBe(1);
    await rows.getByRole('link').click();
    await page.getByRole('heading', { name: 'Do the events arrive?' }).waitFor();
    await page.goBack();
    await page.getByRole('status').getByText('1 of 6 destinations').waitFor();
    expect(await search.inputValue()).toBe('TOPIC-4');
    await search.fill('nothing');
    await page.getByRole('status').getByText('0 of 6 destinations').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
  });
});
