import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { CUSTOMER_BUCKET } from '../../support/local-stack.ts';
import { openPortal, tabTo } from '../../support/portal.ts';
import { putRole, roleArn } from '../../support/roles.ts';
import { destinationInput, waybill } from '../../support/waybill.ts';

const { api, rolesFolder = '' } = waybill();

describeInBrowser('a customer connects a bucket', () => {
  test('with a role: a failed test shows the fix, and the next test passes after the fix', async () => {
    const tenant = 'portal-connect-role';
    const { page, errors } = await openPortal({ tenant });
    await page.getByRole('link', { name: 'Add destination' }).click();
    expect(await page.locator('h1:focus').textContent()).toBe('Add a destination');

    await page.getByLabel('Bucket (required)').fill(CUSTOMER_BUCKET.name);
    await page.getByLabel('Region (required)').fill('us-east-1');
    await page.getByText('AWSTemplateFormatVersion').waitFor();
    await page.getByLabel('Terraform').check();
    await page.getByRole('figure', { name: 'Terraform' }).waitFor();
    const role_arn = roleArn(tenant);
    await page.getByLabel('Role ARN (required)').fill(role_arn);
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByText('The test failed').waitFor();
    expect(await axeViolations(page)).toEqual([]);

    const statement = page.getByRole('figure', { name: 'the statement' }).locator('pre');
    const Statement = [JSON.parse((await statement.textContent()) ?? '')];
    putRole(rolesFolder, role_arn, { trust: { Version: '2012-10-17', Statement } });
    await page.getByRole('button', { name: 'Test again' }).click();
    await page.getByText('Everything works').waitFor();
    await page.getByRole('button', { name: 'Go live' }).click();

    await page.getByText('The destination is live').waitFor();
    const { body } = await api('GET', `/tenants/${tenant}/destinations`);
    expect(body).toMatchObject([
      { topics: ['*'], config: { bucket: CUSTOMER_BUCKET.name, prefix: 'events/', role_arn } },
    ]);
    expect(errors).toEqual([]);

    const screens = page.getByRole('navigation', { name: 'Screens' });
    await screens.getByRole('link', { name: 'Destinations' }).click();
    await page.getByRole('link', { name: CUSTOMER_BUCKET.name }).click();
    await page.getByRole('heading', { name: 'Do the events arrive?' }).waitFor();
    expect(await page.getByText('The destination is live').count()).toBe(0);
  });

  test('with keys, on a narrow screen, using only the keyboard', async () => {
    const tenant = 'portal-connect-keyboard';
    const { page } = await openPortal({ tenant, to: '/destinations/new', width: 320 });
    const { keyboard } = page;
    const type = async (label: string, text: string) => {
      await tabTo(page, 'textbox', label);
      await keyboard.type(text);
    };
    await type('Bucket (required)', 'my-events-bucket');
    await type('Region (required)', 'us-east-1');
    await tabTo(page, 'radio', 'With an IAM role (recommended)');
    await keyboard.press('ArrowDown');
    for (const text of ['AKIAIOSFODNN7EXAMPLE', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY']) {
      await page.locator('input[type=password]:not(:focus)').first().waitFor();
      do await keyboard.press('Tab');
      while (!(await page.locator('input[type=password]:focus').count()));
      await keyboard.type(text);
    }
    await type('Key template', 'join(\'/\', [metadata.topic, metadata."event-id"])');
    await page.getByText(/^events\/orders\/evt_sample$/).waitFor();
    await tabTo(page, 'button', 'Test');
    await keyboard.press('Enter');
    await page.getByText('Everything works').waitFor();
    // A button that loses the focus while it works sends the viewer to the top of the page.
    const again = page.getByRole('button', { name: 'Test again' });
    await again.and(page.locator(':focus')).waitFor();
    await tabTo(page, 'button', 'Go live');
    await keyboard.press('Enter');
    await page.getByText('The destination is live').waitFor();
    expect((await api('GET', `/tenants/${tenant}/destinations`)).body).toHaveLength(1);
    const overflow = 'document.documentElement.scrollWidth - innerWidth';
    expect(await page.evaluate(overflow)).toBe(0);
  });

  test('errors are listed, linked to their fields and read with them', async () => {
    const { page } = await openPortal({ tenant: 'portal-errors', to: '/destinations/new' });
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByRole('alert').getByRole('link', { name: 'Enter Region' }).click();
    const region = page.getByLabel('Region (required)');
    expect(await region.evaluate((input) => input.matches(':focus'))).toBe(true);
    expect(await region.getAttribute('aria-describedby')).toBe(
      'config.region-error config.region-hint',
    );
    await page.getByLabel('Key template').fill('join(');
    await page.getByText('Is not valid JMESPath').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });

  test('input that is not saved is lost only if the customer says so', async () => {
    const { page } = await openPortal({ tenant: 'portal-unsaved', to: '/destinations/new' });
    const bucket = page.getByLabel('Bucket (required)');
    const leaving = page.getByRole('dialog', { name: 'Leave without saving?' });
    const events = page.getByRole('navigation').getByRole('link', { name: 'Events' });
    await bucket.fill('my-events-bucket');
    await events.click();
    expect(await leaving.locator(':focus').textContent()).toBe('Keep editing');
    expect(await axeViolations(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await leaving.waitFor({ state: 'detached' });
    await page.waitForURL(/#\/destinations\/new$/);
    expect(await bucket.inputValue()).toBe('my-events-bucket');

    const [asked] = await Promise.all([
      page.waitForEvent('dialog'),
      page.close({ runBeforeUnload: true }),
    ]);
    expect(asked.type()).toBe('beforeunload');
    await asked.dismiss();

    await events.click();
    await leaving.getByRole('button', { name: 'Leave' }).click();
    await page.getByRole('heading', { level: 1, name: 'Events' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Add a destination' }).waitFor();
  });
});

describeInBrowser('a customer edits a destination', () => {
  test('and sees both versions when another change came first', async () => {
    const tenant = 'portal-edit';
    await api('PUT', `/tenants/${tenant}`);
    const path = `/tenants/${tenant}/destinations`;
    const { body: saved } = await api('POST', path, destinationInput());
    const { page } = await openPortal({ tenant, to: `/destinations/${saved.id}/edit` });
    await page.getByLabel('Prefix').fill('mine/');
    await api('PATCH', `${path}/${saved.id}`, { config: { storage_class: 'STANDARD_IA' } });
    await page.getByRole('button', { name: 'Save without a passed test' }).click();

    const dialog = page.getByRole('dialog', { name: 'Someone else changed this destination' });
    await dialog.getByRole('cell', { name: 'STANDARD_IA' }).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save mine' }).click();
    await page.getByText('The changes are saved').waitFor();
    const { body } = await api('GET', `${path}/${saved.id}`);
    expect(body.config).toMatchObject({ prefix: 'mine/' });
    expect(body.config).not.toHaveProperty('storage_class');
    expect(body.credentials).toEqual(saved.credentials);
  });
});

describeInBrowser('a viewer who may only read', () => {
  test('is not offered to add a destination', async () => {
    const { page } = await openPortal({ tenant: 'portal-connect-read-only', scope: 'read' });
    await page.getByText('No destinations yet').waitFor();
    expect(await page.getByRole('link', { name: 'Add destination' }).count()).toBe(0);
    await page.goto(`${page.url().split('#')[0]}#/destinations/new`);
    await page.getByRole('heading', { name: 'You have read-only access' }).waitFor();
  });
});
