import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser, openPage } from '../../support/browser.ts';
import { openPortal } from '../../support/portal.ts';
import { waybill } from '../../support/waybill.ts';

const { api } = waybill();

/** Opens a link to the portal in a narrow page. `answer` replaces the responses of the API. */
async function openedWith(answer: (page: Page) => Promise<unknown>) {
  const tenant = 'portal-states';
  await api('PUT', `/tenants/${tenant}`);
  const { body } = await api('GET', `/tenants/${tenant}/portal`);
  const { page } = await openPage({ viewport: { width: 320, height: 640 } });
  await answer(page);
  await page.goto(body.redirect_url);
  return page;
}

describeInBrowser('without a screen, the portal says why and how to go on', () => {
  test('when the link has expired', async () => {
    const page = await openedWith((opened) =>
      opened.route('**/portal/sessions', (route) =>
        route.fulfill({ status: 401, json: { status: 401, data: { link: 'expired' } } }),
      ),
    );
    await page.getByRole('heading', { name: 'This link has expired' }).waitFor();
    await page.getByText('open this page from your account again').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('when the service cannot be reached, until it can', async () => {
    const page = await openedWith((opened) =>
      opened.route('**/api/v1/**', (route) => route.abort()),
    );
    await page.getByRole('heading', { name: 'This page cannot be opened now' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await page.unroute('**/api/v1/**');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('No destinations yet').waitFor();
  });

  test('when the viewer has logged out', async () => {
    const { page } = await openPortal({ tenant: 'portal-states', width: 320 });
    await page.getByRole('button', { name: 'Log out' }).click();
    await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});

describeInBrowser('an error of API Gateway', () => {
  test('is explained', async () => {
    const { page } = await openPortal({ tenant: 'portal-states' });
    await page.route('**/api/v1/**', (route) =>
      route.fulfill({ status: 503, json: { message: 'Service Unavailable' } }),
    );
    await page.getByRole('link', { name: 'Events' }).click();
    await page.getByText('The service has a problem. It is not your fault.').waitFor();
  });
});
