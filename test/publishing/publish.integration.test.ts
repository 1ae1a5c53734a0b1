import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { readDelivery } from '../../lambdas/events/delivery-message.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { blobStoreIn } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { Objects } from '../../lambdas/platform/aws/calls/objects.s3.ts';
import { takeCounters } from '../../lambdas/platform/aws/metrics-emitter.ts';
import { parseExactly } from '../../lambdas/platform/json/exact-json.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { sendBatchTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import {
  handlePublishRecord,
  type PublishRecordDeps,
} from '../../lambdas/publishing/handle-publish-record.ts';
import { beginPublishing, type PublishDeps } from '../../lambdas/publishing/publish.ts';
import { Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import {
  COSTLY_STEPS,
  dataWith,
} from '../destination-types/aws-s3/key-templates/costly-templates.ts';
import { HEAVY_DATA, heavyFilter } from '../filters/builders.ts';
import { awsAt } from '../support/aws.ts';
import { aDestination, anAttempt, anEvent, aTenant, NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';
import { ONLY_SMALL } from '../support/objects.ts';
import { type Queues, startQueues } from '../support/queues.ts';
import { startTables, type Tables } from '../support/tables.ts';

let tables: Tables;
let queues: Queues;
let attempts: AttemptStore;
let deps: PublishDeps & { readonly destinations: DestinationStore };
let queue = '';

beforeAll(async () => {
  [tables, queues] = await Promise.all([startTables(), startQueues()]);
  const tenants = new TenantStore(tables.client, tables.destinations);
  const destinations = new DestinationStore(tables.client, tables.destinations);
  attempts = new AttemptStore(tables.client, tables.log, 30, () => NOW);
  const stored = ['des_1', 'des_2', 'des_off'];
  await tenants.add(
    aTenant({ destinations: Object.fromEntries(stored.map((id) => [id, 'then'])) }),
  );
  await destinations.put(aDestination({ id: 'des_1', topics: ['orders'] }));
  await destinations.put(aDestination({ id: 'des_2' }));
  await destinations.put(aDestination({ id: 'des_off', disabled_at: NOW.toISOString() }));
  await destinations.put(aDestination({ id: 'des_of_a_former_tenant' }));
  deps = {
    destinations,
    events: new EventStore(tables.client, tables.log, 30, () => NOW),
    eventData: ONLY_SMALL,
    destinationsTried: (tenantId, eventId) => attempts.destinationsTried(tenantId, eventId),
    sendBatch: async () => [],
    parkForDisabled: false,
    sendReferrals: async () => [],
    work: new WorkLimit(() => NOW),
    now: () => NOW,
  };
});
afterAll(() => Promise.all([tables.stop(), queues.stop()]));

beforeEach(({ task }) => {
  queue = `q-${task.id.replaceAll(/\W/g, '')}`;
  deps = { ...deps, sendBatch: sendBatchTo(queues.client, queues.create(queue)) };
});

const queued = () =>
  queues
    .inspect(queue)
    .map(({ body }) => readDelivery(body))
    .sort((a, b) => a.destination_id.localeCompare(b.destination_id));

const publishEvent = (given: Parameters<typeof anEvent>[0], destination_id?: string) =>
  beginPublishing(deps)({ event: anEvent(given), destination_id });

test('an event is recorded, and queued for each matching destination', async () => {
  const published = await publishEvent({ id: 'both', topic: 'orders' });
  expect(published).toEqual({ duplicate: false, destination_ids: ['des_1', 'des_2'] });
  const event = anEvent({ id: 'both', topic: 'orders' });
  expect(queued()).toEqual([
    {
      destination_id: 'des_1',
      attempt_number: 1,
      manual: false,
      event,
      matched: ['des_1', 'des_2'],
    },
    { destination_id: 'des_2', attempt_number: 1, manual: false, event },
  ]);
  expect(await deps.events.find('acme', 'both')).toMatchObject({
    destination_ids: ['des_1', 'des_2'],
  });
});

test('a duplicate carries all destinations of the event on the delivery to the first of them', async () => {
  await publishEvent({ id: 'matched', topic: 'orders' });
  await publishEvent({ id: 'matched', topic: 'orders' });
  const matched = ['des_1', 'des_2'];
  expect(queued().map((delivery) => delivery.matched)).toEqual([
    matched,
    matched,
    undefined,
    undefined,
  ]);
});

test('an event that names a destination is queued only for it, if it matches', async () => {
  expect((await publishEvent({ id: 'one', topic: 'orders' }, 'des_2')).destination_ids).toEqual([
    'des_2',
  ]);
  expect((await publishEvent({ id: 'none', topic: 'users' }, 'des_1')).destination_ids).toEqual([]);
  expect(queued()).toHaveLength(1);
});

test('an event without a matching destination is not recorded, and may be published again', async () => {
  const nobody = { id: 'unwanted', tenant_id: 'nobody' };
  expect(await publishEvent(nobody)).toEqual({ duplicate: false, destination_ids: [] });
  expect(await publishEvent(nobody)).toEqual({ duplicate: false, destination_ids: [] });
  expect(await deps.events.findAll('unwanted')).toEqual([]);
});

test('a duplicate is queued again from the recorded event, for destinations not yet tried', async () => {
  await publishEvent({ id: 'again', data: '{"first":true}', topic: 'orders' });
  await attempts.record(anAttempt({ event_id: 'again', destination_id: 'des_1' }));
  queue = 'again';
  deps = { ...deps, sendBatch: sendBatchTo(queues.client, queues.create(queue)) };
  const published = await publishEvent({ id: 'again', data: '{"second":true}', topic: 'users' });
  expect(published).toEqual({ duplicate: true, destination_ids: ['des_1', 'des_2'] });
  expect(queued()).toEqual([
    {
      destination_id: 'des_2',
      attempt_number: 1,
      manual: false,
      event: anEvent({ id: 'again', data: '{"first":true}', topic: 'orders' }),
    },
  ]);
});

test('a duplicate whose destinations have all been tried is not queued', async () => {
  await publishEvent({ id: 'done', topic: 'users' });
  await attempts.record(anAttempt({ event_id: 'done', destination_id: 'des_2' }));
  queue = 'done';
  deps = { ...deps, sendBatch: sendBatchTo(queues.client, queues.create(queue)) };
  expect((await publishEvent({ id: 'done', topic: 'users' })).duplicate).toBe(true);
  expect(queued()).toEqual([]);
});

test('an undecided destination is queued as undecided, also for a duplicate, and others as usual', async () => {
  const id = 'undecided';
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ id, destinations: { des_heavy: 'then', des_light: 'then' } }));
  const of = { tenant_id: id };
  await deps.destinations.put(aDestination({ ...of, id: 'des_heavy', filter: heavyFilter() }));
  const filter = { data: { list: { s: 0 } } };
  await deps.destinations.put(aDestination({ ...of, id: 'des_light', filter }));
  const given = { ...of, id, data: HEAVY_DATA };
  const published = await publishEvent(given);
  const destination_ids = ['des_heavy', 'des_light'];
  expect(published).toEqual({ duplicate: false, destination_ids });
  expect(await publishEvent(given)).toEqual({ duplicate: true, destination_ids });
  const names = queued().map((delivery) => [delivery.destination_id, delivery.undecided]);
  expect(names).toEqual([
    ['des_heavy', true],
    ['des_heavy', true],
    ['des_light', undefined],
    ['des_light', undefined],
  ]);
  // All are in one message group, so other tenants' deliveries go before a backlog of these.
  expect(queues.groupIds).toContain(id);
  // Undecided deliveries carry no data, which could be 20 times 262 KB.
  expect(queued()[0]?.event).toEqual(anEvent({ ...given, data: '{}' }));
  expect(queued()[2]?.event).toEqual(anEvent(given));
});

test('an event whose partition exceeds its step budget is queued as not placed, also for a duplicate', async () => {
  const id = 'unplaced';
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ id, destinations: { des_batches: 'then' } }));
  const [partition, x] = COSTLY_STEPS[0] ?? ['', ''];
  const config = { bucket: 'b', region: 'us-east-1', format: 'ndjson', partition };
  await deps.destinations.put(aDestination({ tenant_id: id, id: 'des_batches', config }));
  const given = { tenant_id: id, id, data: dataWith(x) };
  await publishEvent(given);
  expect((await publishEvent(given)).duplicate).toBe(true);
  const names = queued().map(({ undecided, unplaced }) => [undecided, unplaced]);
  expect(names).toEqual([
    [undefined, true],
    [undefined, true],
  ]);
});

test('the same id from another tenant is another event', async () => {
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ id: 'globex', destinations: { des_g: 'then' } }));
  await deps.destinations.put(aDestination({ id: 'des_g', tenant_id: 'globex' }));
  await publishEvent({ id: 'shared' });
  const other = await publishEvent({ id: 'shared', tenant_id: 'globex' });
  expect(other).toEqual({ duplicate: false, destination_ids: ['des_g'] });
});

test('a destination with a filter gets only the events that match it', async () => {
  const tenants = new TenantStore(tables.client, tables.destinations);
  await tenants.add(aTenant({ id: 'picky', destinations: { des_all: 'then', des_paid: 'then' } }));
  const filter = {
    data: { status: { $not: { $in: ['open'] } }, n: parseExactly('18446744073709551616') },
  };
  await deps.destinations.put(aDestination({ id: 'des_all', tenant_id: 'picky' }));
  await deps.destinations.put(aDestination({ id: 'des_paid', tenant_id: 'picky', filter }));
  const published = (id: string, data: string) =>
    publishEvent({ id, tenant_id: 'picky', data }).then(({ destination_ids }) => destination_ids);
  const n = '"n":18446744073709551616';
  expect(await published('paid', `{"status":"paid",${n}}`)).toEqual(['des_all', 'des_paid']);
  expect(await published('open', `{"status":"open",${n}}`)).toEqual(['des_all']);
  expect(await published('small', '{"status":"paid","n":1}')).toEqual(['des_all']);
  expect(queued().map(({ destination_id, event }) => `${event.id} to ${destination_id}`)).toEqual([
    'paid to des_all',
    'open to des_all',
    'small to des_all',
    'paid to des_paid',
  ]);
});

test('publishing again queues the deliveries when the queue failed after recording', async () => {
  const { sendBatch } = deps;
  deps = {
    ...deps,
    sendBatch: async () => {
      throw new Error('SQS is down');
    },
  };
  await expect(publishEvent({ id: 'interrupted', topic: 'orders' })).rejects.toThrow('SQS is down');
  deps = { ...deps, sendBatch };
  expect(await publishEvent({ id: 'interrupted', topic: 'orders' })).toMatchObject({
    duplicate: true,
  });
  expect(queued().map(({ destination_id }) => destination_id)).toEqual(['des_1', 'des_2']);
});

test('publishing again queues the recorded deliveries when no destination matches any more', async () => {
  const { sendBatch } = deps;
  const down: PublishDeps['sendBatch'] = async () => {
    throw new Error('SQS is down');
  };
  deps = { ...deps, sendBatch: down };
  await expect(publishEvent({ id: 'unwanted-now', topic: 'orders' })).rejects.toThrow(
    'SQS is down',
  );
  deps = { ...deps, sendBatch };
  const second = await publishEvent({ id: 'unwanted-now', topic: 'orders' }, 'des_off');
  expect(second).toEqual({ duplicate: true, destination_ids: ['des_1', 'des_2'] });
  expect(queued()).toHaveLength(2);
});

const signal = new AbortController().signal;

const routing = (): PublishRecordDeps => ({
  publish: (publication) => beginPublishing(deps)(publication),
  topics: [],
  payloads: new Payloads(blobStoreIn(new Objects(awsAt('http://none')), 'none')),
  limit: undefined,
  resend: async () => {},
  work: deps.work,
  random: () => 0,
  now: () => NOW,
});

test('an event without id and time takes both from its queue message', async () => {
  const record = aRecord({ messageId: 'message-1', body: '{"tenant_id":"acme","data":{"n":1.0}}' });
  await handlePublishRecord(routing(), record, signal);
  await handlePublishRecord(routing(), record, signal);
  const [first, ...rest] = queued();
  expect(first?.event).toMatchObject({
    id: 'message-1',
    time: '2025-11-22T10:00:00.000Z',
    data: '{"n":1.0}',
  });
  expect(new Set(rest.map(({ event }) => event.id))).toEqual(new Set(['message-1']));
});

test('a redriven dead letter is the same event', async () => {
  const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
  const record = aRecord({
    messageId: 'another',
    body: '{"tenant_id":"acme","data":{}}',
    messageAttributes: {
      original_message_id: attribute('first'),
      original_sent_at: attribute('1700000000000'),
    },
  });
  await handlePublishRecord(routing(), record, signal);
  expect(queued()[0]?.event).toMatchObject({ id: 'first', time: '2023-11-14T22:13:20.000Z' });
});

test('an attribute with the id of a batch does not make an event with that id', async () => {
  const stringValue = batchId('log', 0, '2026-11-22T10:00:00Z');
  const record = aRecord({
    messageId: 'message-2',
    body: '{"tenant_id":"acme","data":{}}',
    messageAttributes: { original_message_id: { stringValue, dataType: 'String' } },
  });
  await handlePublishRecord(routing(), record, signal);
  expect(queued()[0]?.event).toMatchObject({ id: 'message-2' });
});

test.each([
  ['{', 'the body cannot be parsed'],
  ['"text"', 'body must be a JSON object'],
  ['{"data":{}}', 'tenant_id is required'],
  ['{"tenant_id":"acme"}', 'data must be a valid JSON object'],
  [
    `{"tenant_id":"acme","data":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`,
    'data must have at most 500 levels of objects and lists',
  ],
])('rejects a queue message %.40s with the cause', async (body, cause) => {
  const routed = handlePublishRecord(routing(), aRecord({ body }), signal);
  await expect(routed).rejects.toMatchObject({ name: 'InvalidMessageError', message: cause });
});

test('events for a disabled destination are queued when the stage parks them', async () => {
  deps = { ...deps, parkForDisabled: true };
  expect(await publishEvent({ id: 'kept', topic: 'orders' })).toEqual({
    duplicate: false,
    destination_ids: ['des_1', 'des_2'],
    parked_destination_ids: ['des_off'],
  });
  expect(queued().map(({ destination_id }) => destination_id)).toEqual([
    'des_1',
    'des_2',
    'des_off',
  ]);
});

test.each<[string, Parameters<typeof anEvent>[0], string | undefined, boolean, string[]]>([
  ['somebody wants', { topic: 'orders' }, undefined, false, []],
  ['nobody wants', { topic: 'orders' }, 'des_none', false, ['EventsUnmatched']],
  ['only a disabled destination wants', {}, 'des_off', false, ['EventsUnmatched']],
  ['only a disabled destination wants, which keeps it,', {}, 'des_off', true, []],
  ['has no tenant', { tenant_id: 'nobody' }, undefined, false, ['EventsWithoutTenant']],
])('an event that %s is counted as such', async (_what, given, destination_id, keeps, counters) => {
  takeCounters();
  const event = anEvent({ id: `counted-${_what.replaceAll(/\W/g, '-')}`, ...given });
  await beginPublishing({ ...deps, parkForDisabled: keeps })({ event, destination_id });
  const counted = Object.keys(takeCounters()).filter((name) => /^(?:Duplicate)?Events/.test(name));
  expect(counted).toEqual(['EventsPublished', ...counters]);
});

test('an event that is published again is a duplicate, regardless of current matches', async () => {
  await publishEvent({ id: 'once', topic: 'orders' });
  takeCounters();
  await publishEvent({ id: 'once', topic: 'orders' }, 'des_none');
  const counted = Object.keys(takeCounters()).filter((name) => /^(?:Duplicate)?Events/.test(name));
  expect(counted).toEqual(['DuplicateEvents']);
});

test('a run reads its tenant once, and sends the deliveries of its events in one call', async () => {
  let reads = 0;
  const calls: number[] = [];
  const publish = beginPublishing({
    ...deps,
    parkForDisabled: false,
    destinations: {
      loadTenant: (id) => {
        reads += 1;
        return deps.destinations.loadTenant(id);
      },
    },
    sendBatch: async (batch) => {
      calls.push(batch.length);
      return deps.sendBatch(batch);
    },
  });
  const ids = ['run-1', 'run-2', 'run-3'];
  const events = ids.map((id) => ({
    event: anEvent({ id, topic: 'orders' }),
    destination_id: undefined,
  }));
  const published = await Promise.all(events.map(publish));
  expect(published.map(({ destination_ids }) => destination_ids.length)).toEqual([2, 2, 2]);
  expect(queued()).toHaveLength(6);
  expect([reads, calls.reduce((sum, count) => sum + count)]).toEqual([1, 6]);
  expect(calls.length).toBeLessThan(3);
});

test('an event that was sent before its tenant’s predecessor was deleted is of the predecessor', async () => {
  const tenants = new TenantStore(tables.client, tables.destinations);
  const made = { id: 'remade', predecessor_deleted_at: '2026-11-22T10:00:00.000Z' };
  await tenants.add(aTenant({ ...made, destinations: { des_new: 'then' } }));
  const destination = aDestination({ tenant_id: 'remade', id: 'des_new' });
  await new DestinationStore(tables.client, tables.destinations).put(destination);
  const publishSent = async (id: string, sent_at: string | undefined) => {
    const event = anEvent({ tenant_id: 'remade', id });
    const published = await beginPublishing(deps)({ event, destination_id: undefined, sent_at });
    return published.destination_ids;
  };
  expect(await publishSent('of-the-predecessor', '2026-11-22T09:59:59.999Z')).toEqual([]);
  expect(await publishSent('of-the-new-one', '2026-11-22T10:00:00.000Z')).toEqual(['des_new']);
  expect(await publishSent('over-http', undefined)).toEqual(['des_new']);
});
