import { expect, test } from 'vitest';
import { axeViolations, describeInBrowser } from '../../support/browser.ts';
import { openPortal } from '../../support/open-portal.ts';
import { eventually, waybill } from '../../support/waybill.ts';

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
      60,
    );

    const { page, errors } = await openPortal(stack, tenant, `/destinations/${destination}`);
    const attempts = page.getByRole('table', { name: 'Attempts' });
    await attempts.getByText('Batch of 3 events').click();
    await attempts.getByText('date=2026-11-29/', { exact: true }).waitFor();
    await attempts.getByText('It had the most events of a batch').waitFor();
    expect(await attempts.textContent()).toContain(attempt.batch.key);
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
    await tenantWith(tenant, { config });
    const [event] = await published(tenant, 1);
    const { page } = await openPortal(stack, tenant, `/events/${event}`);
    await page.getByText('Collected into a batch').waitFor();
    expect(await axeViolations(page)).toEqual([]);
  });
});
