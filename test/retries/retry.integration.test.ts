import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { readDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { Query } from '../../lambdas/platform/http/query.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import type { RetryRequest } from '../../lambdas/retries/load-delivery.ts';
import { retryRoutes } from '../../lambdas/retries/retries.routes.ts';
import { type RetryDeps, type RetryOutcome, retry } from '../../lambdas/retries/retry.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { HEAVY_DATA, heavyFilter } from '../filters/builders.ts';
import { asHttp } from '../support/as-http.ts';
import { aDestination, anAttempt, anEvent, aTenant, NOW } from '../support/builders.ts';
import { startObjects } from '../support/objects.ts';
import { startTables, type Tables } from '../support/tables.ts';

const EXPIRED_BATCH = 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2EXP';

const attemptAtBatch = anAttempt({
  event_id: EXPIRED_BATCH,
  destination_id: 'acme_1',
  batch: { log: 'BATCH#acme', first: 0, last: 0, partition: '', cut: 'age', events: 1, bytes: 2 },
});

let tables: Tables;
let objects: Awaited<ReturnType<typeof startObjects>>;
let deps: RetryDeps;
let sent: ReturnType<typeof readDelivery>[] = [];

beforeAll(async () => {
  [tables, objects] = await Promise.all([startTables(), startObjects()]);
  const tenants = new TenantStore(tables.client, tables.destinations);
  const destinations = new DestinationStore(tables.client, tables.destinations);
  const events = new EventStore(tables.client, tables.log, 30, () => NOW);
  const attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  for (const tenant of ['acme', 'globex']) {
    const ids = {
      [`${tenant}_1`]: 'x',
      [`${tenant}_off`]: 'x',
      [`${tenant}_users`]: 'x',
      [`${tenant}_heavy`]: 'x',
      same: 'x',
    };
    await tenants.add(aTenant({ id: tenant, destinations: ids }));
    const at = { tenant_id: tenant };
    await destinations.put(aDestination({ ...at, id: `${tenant}_1` }));
    await destinations.put(
      aDestination({ ...at, id: `${tenant}_off`, disabled_at: NOW.toISOString() }),
    );
    await destinations.put(aDestination({ ...at, id: `${tenant}_users`, topics: ['users'] }));
    await destinations.put(aDestination({ ...at, id: `${tenant}_heavy`, filter: heavyFilter() }));
    await destinations.put(aDestination({ ...at, id: 'same' }));
    await events.record(anEvent({ ...at, id: 'shared' }), [`${tenant}_1`, 'same'], NOW);
  }
  await events.record(anEvent({ id: 'failed', data: HEAVY_DATA }), ['acme_1'], NOW);
  await events.record(anEvent({ id: 'late' }), ['acme_1'], NOW, { batches: { acme_1: 'p/' } });
  for (const attempt_number of [1, 2]) {
    await attempts.record(
      anAttempt({ event_id: 'failed', destination_id: 'acme_1', attempt_number }),
    );
  }
  deps = {
    destinations,
    events,
    eventData: objects.eventData,
    batchWith: async () => 'unknown',
    hasBatch: async () => false,
    lastBatchAttempts: async (id) => (id === EXPIRED_BATCH ? [attemptAtBatch] : []),
    sendBatches: async () => {
      throw new Error('no batch is delivered');
    },
    sendReferrals: async () => {
      throw new Error('no event is collected');
    },
    lastAttempt: ({ id, tenant_id }, destination) =>
      attempts.lastNumber({ event_id: id, tenant_id, destination_id: destination.id }),
    send: async (messages) => void sent.push(...messages.map(({ body }) => readDelivery(body))),
    work: new WorkLimit(() => NOW),
  };
});
afterAll(() => Promise.all([tables.stop(), objects.stop()]));
beforeEach(() => {
  sent = [];
});

const order = (given: Partial<RetryRequest>): RetryRequest => ({
  event_id: 'failed',
  destination_id: 'acme_1',
  tenant_id: undefined,
  ...given,
});

test('a retry queues the next attempt of the recorded event as manual, and bypasses a block', async () => {
  await retry(deps, order({}));
  const event = anEvent({ id: 'failed', data: HEAVY_DATA });
  expect(sent).toEqual([
    { destination_id: 'acme_1', attempt_number: 3, manual: true, even_blocked: true, event },
  ]);
});

test('an event without attempts can be retried immediately', async () => {
  await retry(deps, order({ event_id: 'shared' }));
  expect(sent).toMatchObject([{ attempt_number: 1, matched: ['acme_1', 'same'] }]);
});

test('among events of several tenants with the same id, the one of the destination’s tenant is retried', async () => {
  await retry(deps, order({ event_id: 'shared', destination_id: 'globex_1' }));
  expect(sent).toMatchObject([{ event: { tenant_id: 'globex' } }]);
});

test.each(['acme', 'globex'])(
  'if several tenants have the event and the destination, tenant_id chooses %s',
  async (tenant_id) => {
    await retry(deps, order({ event_id: 'shared', destination_id: 'same', tenant_id }));
    expect(sent).toMatchObject([{ event: { tenant_id }, destination_id: 'same' }]);
  },
);

test('tenant_id of the body chooses the tenant with an API key', async () => {
  const [route] = retryRoutes(deps);
  const ids = { event_id: 'shared', destination_id: 'same' };
  const asked = (tenant_id: string | null, subject?: string) =>
    asHttp(
      route?.handle({
        params: {},
        query: new Query(''),
        headers: {},
        body: JSON.stringify({ ...ids, tenant_id }),
        subject,
      }),
    );
  expect(await asked('globex')).toMatchObject({ status: 202 });
  expect(await asked('acme', 'acme')).toMatchObject({ status: 202 });
  expect(await asked(null, 'acme')).toMatchObject({ status: 202 });
  expect(sent.map(({ event }) => event.tenant_id)).toEqual(['globex', 'acme', 'acme']);
  await expect(asked('globex', 'acme')).rejects.toMatchObject({ status: 403 });
  await expect(asked(null)).rejects.toMatchObject({
    status: 422,
    data: ['tenant_id is required: several tenants have an event and a destination with these ids'],
  });
});

test('among thousands of tenants with the event, the destination is read with few calls', async () => {
  const loadTenant = vi.spyOn(deps.destinations, 'loadTenant');
  await retry(deps, order({ event_id: 'shared', destination_id: 'globex_1' }));
  expect(loadTenant).toHaveBeenCalledTimes(1);
  loadTenant.mockRestore();
});

/** The response of `POST /retry`; `subject` is the tenant of a token. */
const posted = async ({ tenant_id: subject, ...body }: RetryRequest) => {
  const [route] = retryRoutes(deps);
  const request = { params: {}, query: new Query(''), headers: {}, body: JSON.stringify(body) };
  return asHttp(route?.handle({ ...request, subject }));
};

test('a queued retry returns 202', async () => {
  expect(await posted(order({}))).toEqual({ status: 202, body: { success: true } });
  expect(sent).toHaveLength(1);
});

test.each<[string, Partial<RetryRequest>, RetryOutcome, number, string]>([
  ['an event there is not', { event_id: 'none' }, 'event_not_found', 404, 'event not found'],
  [
    'a batch without an attempt',
    { event_id: 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' },
    'event_not_found',
    404,
    'batch bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX has no attempt at this destination: retry one of its events instead',
  ],
  [
    'a batch whose log has expired',
    { event_id: EXPIRED_BATCH },
    'event_expired',
    404,
    `the events of batch ${EXPIRED_BATCH} have expired`,
  ],
  [
    'an event whose batch cannot be found',
    { event_id: 'late' },
    'batch_not_found',
    404,
    'the batch of the event cannot be found, because the event was collected late: list the attempts of the destination after the time of the event, and retry the batch by its id',
  ],
  [
    'a destination there is not',
    { destination_id: 'none' },
    'destination_not_found',
    404,
    'destination not found',
  ],
  [
    'an event and a destination that several tenants have',
    { event_id: 'shared', destination_id: 'same' },
    'ambiguous',
    422,
    'validation error',
  ],
  ['another tenant’s event', { tenant_id: 'globex' }, 'event_not_found', 404, 'event not found'],
  [
    'another tenant’s destination',
    { event_id: 'shared', tenant_id: 'acme', destination_id: 'globex_1' },
    'destination_not_found',
    404,
    'destination not found',
  ],
  [
    'a disabled destination',
    { destination_id: 'acme_off' },
    'destination_disabled',
    400,
    'destination is disabled',
  ],
  [
    'a destination that does not want it',
    { destination_id: 'acme_users' },
    'no_match',
    400,
    'destination does not match event',
  ],
  [
    'a destination whose filter exceeds its step budget',
    { destination_id: 'acme_heavy' },
    'filter',
    400,
    'the filter exceeds its step limit: simplify it',
  ],
])('a retry of %s is rejected', async (_name, given, outcome, status, message) => {
  expect(await retry(deps, order(given))).toBe(outcome);
  await expect(posted(order(given))).rejects.toMatchObject({ status, message });
  expect(sent).toEqual([]);
});
