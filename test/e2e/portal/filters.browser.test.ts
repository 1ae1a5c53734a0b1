import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { waybill } from '../../support/waybill.ts';

const stack = waybill();
const { api, tenantWith } = stack;

describeInBrowser('filters by time', () => {
  test('name the zone of their times, and keep the instants in another zone', async () => {
    const tenant = 'portal-zones';
    await api('PUT', `/tenants/${tenant}`);
    const { page } = await openPortal(stack, tenant, '/events', { timezoneId: 'Europe/Berlin' });
    await page.getByLabel('From (Europe/Berlin)').fill('2026-11-30T10:00');
    const apply = page.getByRole('button', { name: 'Apply' });
    await apply.click();
    await page.waitForURL(/from=2026-11-30T09%3A00/);
    await page.getByRole('button', { name: 'Show UTC' }).click();
    const from = page.getByLabel('From (UTC)');
    expect(await from.inputValue()).toBe('2026-11-30T09:00');
    await apply.click();
    await page.waitForURL(/from=2026-11-30T09%3A00/);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await apply.and(page.locator(':focus')).waitFor();
    expect(await from.inputValue()).toBe('');
    expect(page.url()).not.toContain('from=');
  });
});

describeInBrowser('a bulk retry', () => {
  test('starts only with a valid time range', async () => {
    const tenant = 'portal-bulk-range';
    const destination = await tenantWith(tenant);
    const { page, errors } = await openPortal(stack, tenant, `/destinations/${destination}`);
    await page.getByRole('button', { name: 'Retry many…' }).click();
    const dialog = page.getByRole('dialog');
    const from = dialog.getByLabel('From (UTC)');
    const given = await from.inputValue();
    await from.fill('');
    await dialog.getByRole('button', { name: 'Start' }).click();
    expect(await from.evaluate((input) => input.matches(':focus:invalid'))).toBe(true);
    await from.fill(given);
    await dialog.getByLabel('To (UTC)').fill('2020-01-01T00:00');
    await dialog.getByRole('button', { name: 'Start' }).click();
    await dialog.getByText('time must start before it ends').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(errors).toEqual([expect.stringContaining('422')]);
  });
});
