import { Outpost } from '@hookdeck/outpost-sdk';
import { beforeAll, expect, test } from 'vitest';
import {
  attemptsOf,
  batchesOf,
  objectsOf,
  publish,
  published,
  rowOf,
  stored,
  TIMEOUT_MS,
} from '../support/batches.ts';
import { eventually, waybill } from '../support/waybill.ts';

const { url, apiKey, api, enqueue } = waybill();
const outpost = new Outpost({ apiKey, serverURL: `${url}/api/v1` });

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

const PATHS = 'batch-paths';
const SIZES = 'batch-sizes';
const SDK = 'batch-sdk';

const ids = new Map<string, string>();

beforeAll(async () => {
  const configs: [string, object][] = [
    [PATHS, { batch_max_events: '4', partition: "join('', ['country=', data.country])" }],
    [SIZES, { batch_max_bytes: '65536', body: 'data', compression: 'zstd' }],
    [SDK, { batch_max_events: '2', body: 'cloudevents', compression: 'none' }],
  ];
  for (const [tenant, config] of configs) ids.set(tenant, await batchesOf(tenant, config));
  await publish(SDK, 0, 1);
  const sized = [30_000, 30_001, 70_000].map((size) => ({
    id: `evt_${size}`,
    tenant_id: SIZES,
    topic: 'orders',
    data: { text: 'x'.repeat(size) },
  }));
  await api('POST', '/publish/batch', { events: sized });
  for (const n of range(0, 8)) await api('POST', '/publish', published(PATHS, n));
  await publish(PATHS, ...range(8, 16));
  for (const n of range(16, 24)) await enqueue(published(PATHS, n));
});

test('events of all ingestion paths are in one object each, byte for byte and sorted', {
  timeout: TIMEOUT_MS,
}, async () => {
  const batches = await stored(PATHS, 6);
  expect(batches).toHaveLength(6);
  expect(batches.flatMap(({ rows }) => rows).toSorted()).toEqual(
    range(0, 24).map(rowOf).toSorted(),
  );
  for (const { key, rows, metadata, contentType } of batches) {
    const country = /\/country=(..)\/\d{8}T\d{6}Z_bat_[0-9A-Z]{26}\.ndjson\.gz$/.exec(key)?.[1];
    const events = rows.map((row) => JSON.parse(row));
    expect(events.map(({ data }) => data.country)).toEqual(Array(4).fill(country));
    const times = events.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    expect(contentType).toBe('application/gzip');
    expect(metadata).toEqual({
      'waybill-batch-id': expect.stringMatching(/^bat_/),
      'waybill-events': '4',
      'waybill-first-time': times[0],
      'waybill-last-time': times[3],
    });
  }
  const attempts = await attemptsOf(PATHS, 6);
  expect(attempts.map(({ code }: { code: string }) => code)).toEqual(Array(6).fill('OK'));
  for (const { batch, event_id } of attempts) {
    expect(batch).toMatchObject({ id: event_id, events: 4, cut: 'count', topics: ['orders'] });
  }
  const listed = async (topics: string) =>
    (await api('GET', `/attempts?tenant_id=${PATHS}&include=response_data&${topics}`)).body.models;
  expect(await listed('topic=orders&topic=other')).toEqual(attempts);
  expect(await listed('topic=other')).toEqual([]);
});

test('an event over the size limit of a batch closes the open batch, and becomes a batch alone', {
  timeout: TIMEOUT_MS,
}, async () => {
  const batches = await stored(SIZES, 2);
  const lengths = batches.map(({ rows }) => rows.map((row) => JSON.parse(row).text.length));
  expect(lengths.toSorted()).toEqual([[30_000, 30_001], [70_000]]);
  const [first] = await attemptsOf(SIZES, 2);
  expect(first.batch).toMatchObject({ cut: 'bytes' });
  expect(batches[0]).toMatchObject({
    key: expect.stringMatching(/\.ndjson\.zst$/),
    contentType: 'application/zstd',
  });
});

test('Outpost’s own SDK lists the attempts of an event in a batch, and retries it', {
  timeout: TIMEOUT_MS,
}, async () => {
  const [object] = await stored(SDK, 1);
  const destinationId = ids.get(SDK) ?? '';
  expect(object?.rows.map((row) => JSON.parse(row))).toMatchObject([
    { specversion: '1.0', id: 'evt_01' },
    { specversion: '1.0', id: 'evt_00' },
  ]);
  const attemptsAtEvent = (count: number) =>
    eventually(async () => {
      const { models = [] } = await outpost.attempts.list({ eventId: 'evt_00', tenantId: [SDK] });
      return models.length >= count && models;
    });
  const [attempt] = await attemptsAtEvent(1);
  expect(attempt).toMatchObject({ eventId: 'evt_00', status: 'success', attemptNumber: 1 });
  const { models: byDestination = [] } = await outpost.attempts.list({ destinationId });
  expect(byDestination).toMatchObject([{ eventId: expect.stringMatching(/^bat_/) }]);
  expect(await outpost.attempts.get(attempt?.id ?? '')).toMatchObject({ id: attempt?.id });
  expect((await outpost.events.list({ tenantId: [SDK] })).models).toHaveLength(2);
  const batchId = byDestination[0]?.eventId;
  const shown = await api('GET', `/events/${batchId}`);
  expect(shown).toMatchObject({
    status: 404,
    body: { message: `${batchId} is a batch: see GET /attempts?event_id=${batchId}` },
  });
  await outpost.retry({ eventId: 'evt_00', destinationId });
  const attempts = await attemptsAtEvent(2);
  expect(attempts).toMatchObject([{ attemptNumber: 2, manual: true, code: 'OK' }, {}]);
  expect(await objectsOf(SDK)).toEqual([object]);
  const republished = await api('POST', '/publish', published(SDK, 0));
  expect(republished).toMatchObject({ status: 202, body: { duplicate: true } });
});
