import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { eventually, waybill } from '../../support/waybill.ts';

const stack = waybill();
const { api, tenantWith } = stack;

const TEMPLATE = `join('/', [data.customer, metadata."event-id"])`;
const bucket = 'my-events-bucket';
const config = { bucket, region: 'us-east-1', key_template: TEMPLATE };

/** A tenant with a destination and one event that has failed there, because it has no customer. */
async function failedDelivery(tenant: string, attempts = 1) {
  const destination = await tenantWith(tenant, { config });
  const event = { tenant_id: tenant, topic: 'orders', data: { n: 1 } };
  const { body } = await api('POST', '/publish', event);
  await eventually(async () => {
    const { body: page } = await api('GET', `/attempts?event_id=${body.id}`);
    return page.models.length >= attempts;
  });
  return { destination, event: String(body.id) };
}

/** The first and those of the retry schedule: none follows by itself. */
const ALL_ATTEMPTS = 4;

const fits = (page: Page) =>
  page.evaluate('document.documentElement.scrollWidth <= document.documentElement.clientWidth');

/** Presses Tab until the element with this name has the focus. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const target = page.getByRole('button', { name }).first();
  await target.waitFor();
  const focused = target.and(page.locator(':focus'));
  for (let tabs = 0; tabs < 60; tabs += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

describeInBrowser('the screen of a destination', () => {
  test('says why a delivery has failed, and shows it delivered after a fix and a retry', async () => {
    const tenant = 'portal-reason';
    const { destination, event } = await failedDelivery(tenant, ALL_ATTEMPTS);
    const { page, errors } = await openPortal(stack, tenant, `/destinations/${destination}`);
    const health = page.getByRole('region', { name: 'Do the events arrive?' });
    await health.getByText('the last delivery has failed').waitFor();
    expect(await health.textContent()).toMatch(/key_template.*data\.customer.*Correct the key/s);
    await api('PATCH', `/tenants/${tenant}/destinations/${destination}`, {
      config: { key_template: null },
    });
    // A retry is on its way until the screen has read its attempt.
    const { promise: isSeen, resolve: read } = Promise.withResolvers<void>();
    await page.route('**/attempts?*', async (route) => {
      await isSeen;
      await route.continue();
    });
    await page
      .getByRole('button', { name: `Retry: event ${event}` })
      .first()
      .click();
    const queued = page.getByRole('button', { name: `On its way: event ${event}` });
    await queued.first().waitFor();
    read();
    await health.getByText('the last delivery has arrived').waitFor();
    const attempts = page.getByRole('table', { name: 'Attempts' });
    await attempts.getByText(`${ALL_ATTEMPTS + 1} (manual)`).waitFor();
    expect(await queued.count()).toBe(0);
    expect(errors).toEqual([]);
  });

  test('retries in bulk by keyboard alone, and shows how many', async () => {
    const tenant = 'portal-keyboard';
    const { destination } = await failedDelivery(tenant, ALL_ATTEMPTS);
    await api('PATCH', `/tenants/${tenant}/destinations/${destination}`, {
      config: { key_template: null },
    });
    const { page } = await openPortal(stack, tenant, `/destinations/${destination}`);
    await tabTo(page, 'Retry many…');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Start');
    await page.keyboard.press('Enter');
    await page.getByText('1 retried').waitFor();
    await page.getByText('the last delivery has arrived').waitFor();
  });

  test('deletes only when the name of the bucket is typed', async () => {
    const tenant = 'portal-delete';
    const destination = await tenantWith(tenant);
    const { page } = await openPortal(stack, tenant, `/destinations/${destination}`);
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/Type/).fill('my-events');
    await dialog.getByRole('button', { name: 'Delete the destination' }).click();
    await dialog.getByText(`This is not “${bucket}”.`).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByLabel(/Type/).fill(bucket);
    await dialog.getByRole('button', { name: 'Delete the destination' }).click();
    await page.getByRole('heading', { name: 'Destinations', exact: true }).waitFor();
    const { status } = await api('GET', `/tenants/${tenant}/destinations/${destination}`);
    expect(status).toBe(404);
  });

  test('shows deliveries that wait, and cancels one', async () => {
    const tenant = 'portal-parked';
    const missing = { bucket: 'missing-bucket', region: 'us-east-1' };
    const destination = await tenantWith(tenant, { config: missing, topics: ['*'] });
    const longTopic = 'a_topic_that_is_a_single_word_of_many_characters';
    for (let n = 0; n < 4; n += 1) {
      await api('POST', '/publish', { tenant_id: tenant, topic: longTopic, data: { n } });
    }
    await eventually(async () => (await api('GET', `/parked?tenant_id=${tenant}`)).body.models[0]);
    const viewport = { width: 1000, height: 800 };
    const { page } = await openPortal(stack, tenant, `/destinations/${destination}`, { viewport });
    await page.getByText('the bucket rejects every object').waitFor();
    const waiting = page.getByRole('region', { name: 'Waiting deliveries' });
    await waiting.getByText(longTopic).first().waitFor();
    expect(await fits(page)).toBe(true);
    const name = await waiting
      .getByRole('button', { name: /^Cancel/ })
      .first()
      .getAttribute('aria-label');
    const cancel = waiting.getByRole('button', { name: String(name), exact: true });
    await cancel.click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel the delivery' }).click();
    await page.getByText('The delivery is cancelled.').waitFor();
    await cancel.waitFor({ state: 'detached' });
    await waiting.getByRole('heading').and(page.locator(':focus')).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('says that a destination does not exist, and where to go', async () => {
    const tenant = 'portal-missing';
    await api('PUT', `/tenants/${tenant}`);
    const { page } = await openPortal(stack, tenant, '/destinations/des_missing');
    await page.getByText('This destination does not exist').waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Show your destinations' }).click();
    await page.getByRole('heading', { name: 'Destinations', exact: true }).waitFor();
  });

  test('hides what the session does not allow', async () => {
    const tenant = 'portal-read-only';
    const { destination } = await failedDelivery(tenant);
    const to = `/destinations/${destination}`;
    const { page } = await openPortal(stack, tenant, to, { scope: 'read' });
    await page.getByRole('table', { name: 'Attempts' }).waitFor();
    const names = await page.getByRole('button').allTextContents();
    expect(names.filter((name) => /Retry|Delete|Disable|Test|Cancel/.test(name))).toEqual([]);
    expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
    await page.getByText('Configuration', { exact: true }).click();
    const about = page.getByRole('definition');
    await about.filter({ hasText: destination }).waitFor();
    await about.filter({ hasText: TEMPLATE }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('names every member of the configuration as the form does', async () => {
    const filter = { data: { country: 'DE' } };
    const config = {
      bucket: 'my-events-bucket',
      region: 'us-east-1',
      role_arn: 'arn:aws:iam::444455556666:role/none',
    };
    const tenant = 'portal-configuration';
    await api('PUT', `/tenants/${tenant}`);
    const { body } = await api('POST', `/tenants/${tenant}/destinations`, {
      ...{ type: 'aws_s3', topics: ['*'], filter, config },
    });
    const { page } = await openPortal(stack, tenant, `/destinations/${body.id}`);
    await page.getByText('Configuration', { exact: true }).click();
    for (const name of ['Role ARN', 'External ID', 'Filter']) {
      await page.getByRole('term').getByText(name, { exact: true }).waitFor();
    }
  });

  test('is accessible and fits, in light, dark and 320 px wide', async () => {
    const tenant = 'portal-axe';
    const { destination } = await failedDelivery(tenant, ALL_ATTEMPTS);
    const { page } = await openPortal(stack, tenant, `/destinations/${destination}`);
    await page.getByRole('table', { name: 'Attempts' }).waitFor();
    await page.getByText('Show as a table').click();
    await page.getByRole('button', { name: 'Test now' }).click();
    await page.getByRole('list', { name: 'Steps of the test' }).waitFor();
    for (const [colorScheme, width] of [
      ['light', 1_200],
      ['dark', 1_200],
      ['light', 320],
    ] as const) {
      // Without transitions between the colors.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await page.setViewportSize({ width, height: 800 });
      expect(await axeViolations(page), `${colorScheme}, ${width} px`).toEqual([]);
      await expect.poll(() => fits(page), { timeout: 60_000 }).toBe(true);
    }
  });
});
