import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../../support/waybill.ts';

const stack = waybill();
const { api, tenantWith } = stack;

const config = {
  bucket: 'my-events-bucket',
  region: 'us-east-1',
  format: 'ndjson',
  batch_max_events: '3',
  prefix: 'portal-batches/',
};

/** Publishes events to a tenant whose destination writes batches of three. Returns their ids. */
async function published(tenant: string, count: number): Promise<string[]> {
  const events = Array.from({ length: count }, (_, n) => ({
    ...{ id: `${tenant}-${n}`, tenant_id: tenant, topic: 'orders' },
    ...{ time: `2026-11-29T12:00:0${n}Z`, data: { n } },
  }));
  await api('POST', '/publish/batch', { events });
  return events.map(({ id }) => id);
}

describeInBrowser('batches in the delivery view', () => {
  test('a full batch is one attempt, that of each of its events, and can be delivered again', async () => {
    const tenant = 'portal-batch';
    const destination = await tenantWith(tenant, { config });
    const [event] = await published(tenant, 3);
    const attempt = await eventually(
      async () => (await api('GET', `/attempts?event_id=${event}`)).body.models[0],
    );

    const { page, errors } = await openPortal(stack, tenant, `/destinations/${destination}`, {
      viewport: { width: 1_000, height: 800 },
    });
    const attempts = page.getByRole('table', { name: 'Attempts' });
    await attempts.getByText('Batch of 3 events').click();
    await attempts.getByText('date=2026-11-29/', { exact: true }).waitFor();
    await attempts.getByText('The batch reached its maximum number of events').waitFor();
    expect(await attempts.textContent()).toContain(attempt.batch.key);
    const overflow = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
    expect(await page.evaluate(overflow)).toBe(0);
    expect(await axeViolations(page)).toEqual([]);
    await page.getByRole('button', { name: `Deliver again: batch ${attempt.batch.id}` }).click();
    await attempts.getByText('2 (manual)').waitFor();

    await page.goto(`${page.url().split('#')[0]}#/events`);
    const events = page.getByRole('table', { name: 'Events' });
    await events.getByText('Delivered').nth(2).waitFor();
    await events.getByRole('link', { name: event ?? '' }).click();
    const deliveries = page.getByRole('table', { name: 'Deliveries' });
    await deliveries.getByText('Batch of 3 events').click();
    await deliveries.getByText(attempt.batch.id).waitFor();
    expect(await axeViolations(page)).toEqual([]);
    expect(errors).toEqual([]);
  });

  test('an event whose batch is not full waits for it', async () => {
    const tenant = 'portal-batch-open';
    const destination = await tenantWith(tenant, { config });
    const [event] = await published(tenant, 1);
    const { page } = await openPortal(stack, tenant, `/events/${event}`);
    await page.getByText('or 15 minutes after its first event').waitFor();
    expect(await page.getByRole('button', { name: /^Retry/ }).count()).toBe(0);
    expect(await axeViolations(page)).toEqual([]);

    await page.getByRole('link', { name: /^my-events-bucket/ }).click();
    await page.getByText('an event or its batch is delivered').waitFor();
    await api('PUT', `/tenants/${tenant}/destinations/${destination}/disable`);
    await page.goBack();
    await page.getByText('Waiting until the destination is enabled').waitFor();
  });
});

describeInBrowser('the form of a destination', () => {
  const chooseBatches = 'Batches of events, as NDJSON';
  const chooseObjects = 'One object per event';
  const partition = `join('', ['customer=', data.customer_id, '/'])`;

  test('offers batches, and shows the objects that they would be', async () => {
    const tenant = 'portal-batch-form';
    await api('PUT', `/tenants/${tenant}`);
    const { page, errors } = await openPortal(stack, tenant, '/destinations/new');
    await page.getByLabel('Bucket (required)').fill(config.bucket);
    await page.getByLabel('Region (required)').fill(config.region);
    await page.getByLabel('With an access key').check();
    await page.getByLabel('Access key ID (required)').fill(ACCESS_KEY);
    await page.getByLabel('Secret access key (required)').fill(SECRET);
    expect(await page.getByLabel('Partition').count()).toBe(0);

    await page.getByLabel(chooseBatches).check();
    const preview = page.getByRole('region', { name: 'Preview of the next object' });
    await preview
      .getByText(/^events\/date=.*\.ndjson\.gz$/)
      .nth(1)
      .waitFor();
    await preview.getByText('"total":12.50').first().waitFor();
    await preview.getByText(/1,000,000 events a month would be 2,920 PUT requests/).waitFor();
    expect(await axeViolations(page)).toEqual([]);

    await page.getByLabel('Partition').fill(`'../x/'`);
    await preview.getByText('no object can be written').waitFor();
    const described = await page.getByLabel('Partition').getAttribute('aria-describedby');
    expect(described).toContain('config.partition-error');
    await page.getByLabel('Partition').fill(partition);
    await preview.getByText('customer=c1/', { exact: true }).waitFor();
    await page.getByLabel('Events per batch').fill('100');

    await page.getByLabel(chooseObjects).check();
    await preview.getByText(/_evt_sample\.json$/).waitFor();
    expect(await page.getByLabel('Events per batch').count()).toBe(0);
    await page.getByLabel(chooseBatches).check();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByRole('button', { name: 'Go live' }).click();
    await page.getByText('The destination is live').waitFor();
    const { body } = await api('GET', `/tenants/${tenant}/destinations`);
    expect(body[0].config).toMatchObject({ format: 'ndjson', partition, batch_max_events: '100' });
    // The browser logs the refusal of the partition.
    expect(errors.filter((error) => !error.includes('422'))).toEqual([]);
  });

  test('drops what belongs to batches when each event is an object again', async () => {
    const tenant = 'portal-batch-back';
    const id = await tenantWith(tenant, { config: { ...config, partition, time_zone: 'UTC' } });
    const { page } = await openPortal(stack, tenant, `/destinations/${id}/edit`);
    expect(await page.getByLabel(chooseBatches).isChecked()).toBe(true);
    await page.getByLabel(chooseObjects).check();
    await page.getByRole('button', { name: 'Save without a passed test' }).click();
    await page.getByText('The changes are saved').waitFor();
    const { body } = await api('GET', `/tenants/${tenant}/destinations/${id}`);
    const { bucket, region, prefix } = config;
    expect(body.config).toEqual({ bucket, region, prefix });
  });
});
