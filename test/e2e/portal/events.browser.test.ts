import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { eventually, waybill } from '../../support/waybill.ts';

const stack = waybill();
const { api, tenantWith } = stack;

const SCRIPT = '<img src=x onerror="window.attacked = true">';

const published = async (tenant: string, event: string): Promise<void> => {
  const { body, text } = await api('POST', '/publish', event);
  if (!body.id) throw new Error(text);
  await eventually(async () => {
    const query = new URLSearchParams({ event_id: body.id, tenant_id: tenant });
    return (await api('GET', `/attempts?${query}`)).body.models.length > 0;
  });
};

describeInBrowser('the screens of events', () => {
  test('show the outcome of each event, and filter', async () => {
    const tenant = 'portal-events';
    await tenantWith(tenant, { topics: ['*'] });
    for (const topic of ['orders', 'users']) {
      const event = { tenant_id: tenant, topic, id: `of_${topic}`, data: {} };
      await published(tenant, JSON.stringify(event));
    }
    const { page } = await openPortal(stack, tenant, '/events');
    const rows = page.getByRole('table', { name: 'Events' }).getByRole('row');
    await rows.filter({ hasText: 'of_users' }).getByText('Delivered').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByLabel('Topic').fill('orders');
    await page.getByRole('button', { name: 'Apply' }).click();
    await rows.filter({ hasText: 'of_users' }).waitFor({ state: 'detached' });
    expect(await rows.filter({ hasText: 'of_orders' }).count()).toBe(1);
    expect(page.url()).toContain('topic=orders');
    await page.getByLabel('Topic').fill('none');
    await page.keyboard.press('Enter');
    await page.getByText('No event matches the filters').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('show hostile data as text, and numbers as published', async () => {
    const tenant = 'portal-hostile';
    await tenantWith(tenant);
    const id = `portal/h?#%2F${SCRIPT}`;
    const data = `{"big":12345678901234567890,"one":1.0,"exp":1e3,"html":${JSON.stringify(SCRIPT)}}`;
    const rest = JSON.stringify({
      id,
      tenant_id: tenant,
      topic: 'orders',
      metadata: { [SCRIPT]: `</td>${SCRIPT}` },
    });
    await published(tenant, `${rest.slice(0, -1)},"data":${data}}`);
    const { page, errors } = await openPortal(stack, tenant, '/events');
    await page.getByRole('link', { name: id }).click();
    await page.getByRole('heading', { name: `Event ${id}` }).waitFor();
    const payload = await page.getByRole('region', { name: 'Text of the payload' }).textContent();
    expect(payload).toContain('12345678901234567890');
    expect(payload).toMatch(/"one": 1\.0,\s+"exp": 1e3,/);
    expect(payload).toContain(JSON.stringify(SCRIPT));
    expect(await page.locator('main img').count()).toBe(0);
    expect(await page.evaluate('window.attacked')).toBeUndefined();
    expect(await axeViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('show the beginning of 5 MB without a pause, and download all of it', async () => {
    const tenant = 'portal-large';
    await tenantWith(tenant);
    const data = JSON.stringify({
      text: 'a'.repeat(200),
      rows: Array(5_000).fill('b'.repeat(990)),
    });
    expect(data.length).toBeGreaterThan(4_900_000);
    await published(
      tenant,
      `{"id":"portal_large","tenant_id":"${tenant}","topic":"orders","data":${data}}`,
    );
    const { page } = await openPortal(stack, tenant, '/events/portal_large', {
      acceptDownloads: true,
    });
    await page.getByRole('button', { name: 'Show more' }).waitFor();
    await page.getByRole('button', { name: 'Show more' }).click();
    // The size of the shown text is what could freeze the page.
    const shown = await page.locator('.payload pre').textContent();
    expect(shown?.length).toBeGreaterThan(100_000);
    expect(shown?.length).toBeLessThanOrEqual(200_000);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    expect(await text(await download.createReadStream())).toBe(data);
  });

  test('show times in the zone of the viewer, and in UTC on demand', async () => {
    const tenant = 'portal-zones';
    await tenantWith(tenant);
    const time = '2026-11-30T08:24:05.000Z';
    const event = { id: 'portal_zones', tenant_id: tenant, topic: 'orders', time, data: {} };
    await published(tenant, JSON.stringify(event));
    const timezoneId = 'Asia/Kolkata';
    const viewport = { width: 320, height: 640 };
    const { page } = await openPortal(stack, tenant, '/events/portal_zones', {
      timezoneId,
      viewport,
    });
    const text = page.getByText('30 Nov 2026, 13:54:05 GMT+5:30');
    await text.first().waitFor();
    await page.getByRole('table', { name: 'Attempts' }).waitFor();
    const ends = await page.evaluate<number[]>(
      `[...document.querySelectorAll('time')].map((time) => time.getBoundingClientRect().right)`,
    );
    // The margin of the page.
    expect(Math.max(...ends)).toBeLessThanOrEqual(320 - 16);
    await page.getByRole('button', { name: 'Show UTC' }).click();
    await page.getByText('30 Nov 2026, 08:24:05 UTC', { exact: true }).waitFor();
    const inUtc = await openPortal(stack, tenant, '/events', { timezoneId: 'UTC' });
    await inUtc.page.getByText('30 Nov 2026, 08:24:05 UTC', { exact: true }).waitFor();
    expect(await inUtc.page.getByText('Times: UTC').count()).toBe(1);
    expect(await inUtc.page.getByRole('button', { name: /Show/ }).count()).toBe(0);
  });

  test('reflow at 320 px', async () => {
    const tenant = 'portal-narrow';
    await tenantWith(tenant);
    const id = `portal_narrow_${'x'.repeat(90)}`;
    await published(
      tenant,
      JSON.stringify({ id, tenant_id: tenant, topic: 'orders', data: { id } }),
    );
    const viewport = { width: 320, height: 640 };
    const { page } = await openPortal(stack, tenant, '/events', { viewport });
    const fits = () =>
      page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');
    await page.getByText('Delivered').waitFor();
    expect(await fits()).toBe(true);
    await page.getByRole('link', { name: id }).click();
    await page.getByRole('heading', { name: 'Payload' }).waitFor();
    expect(await fits()).toBe(true);
    expect(await axeViolations(page)).toEqual([]);
  });
});
