import { Outpost } from '@hookdeck/outpost-sdk';
import { beforeAll, expect, test } from 'vitest';
import { batchObjectsIn } from '../support/batch-objects.ts';
import { eventually, waybill } from '../support/waybill.ts';

const { url, apiKey, api, enqueue, objects, tenantWith, s3 } = waybill();
const outpost = new Outpost({ apiKey, serverURL: `${url}/api/v1` });
const BUCKET = 'my-events-bucket';

/** The collector waits for 20 seconds, an open batch for a minute, and other tests compute meanwhile. */
const SECONDS = 150;
const TIMEOUT_MS = (SECONDS + 60) * 1_000;

const batchesOf = (tenant: string, config: object) =>
  tenantWith(tenant, {
    config: {
      bucket: BUCKET,
      region: 'us-east-1',
      format: 'ndjson',
      ...folderOf(tenant),
      ...config,
    },
  });

const folderOf = (tenant: string) => ({ prefix: `batches/${tenant}/` });

const stored = (tenant: string, count: number) =>
  eventually(async () => {
    const found = await batchObjectsIn(s3, BUCKET, folderOf(tenant).prefix);
    return found.length >= count && found;
  }, SECONDS);

/** Data that JavaScript would write otherwise, with line breaks between its tokens. */
const dataOf = (n: number): string =>
  `{"n":12345678901234567890,"x":1.0,"y":1e3,"text":"\u2028\\ud800\\n\\u0041é🚚 ${n}",\r\n "country":"${n % 2 === 0 ? 'at' : 'de'}",\n"a":[]}`;

/** White space between tokens is not kept. */
const exactOf = (n: number): string => dataOf(n).replaceAll(/[\r\n] ?/g, '');

const MINUTE_MS = 60_000;

/** Later events have earlier times. */
const timeOf = (n: number): string =>
  new Date(Date.parse('2026-11-22T10:00:00Z') - n * MINUTE_MS).toISOString().replace('.000', '');

const factsOf = (n: number) => ({
  id: `evt_${String(n).padStart(2, '0')}`,
  topic: 'orders',
  time: timeOf(n),
  metadata: { n: String(n) },
});

const published = (tenant: string, n: number): string =>
  `${JSON.stringify({ ...factsOf(n), tenant_id: tenant }).slice(0, -1)},"data":${dataOf(n)}}`;

const rowOf = (n: number): string =>
  `${JSON.stringify(factsOf(n)).slice(0, -1)},"data":${exactOf(n)}}`;

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from }, (_, index) => from + index);

const PATHS = 'batch-paths';
const SIZES = 'batch-sizes';
const SDK = 'batch-sdk';
const QUIET = 'batch-quiet';
const DISABLED = 'batch-disabled';
const DELETED = 'batch-deleted';
const CHANGED = 'batch-changed';
const ERASED = 'batch-erased';

const ids = new Map<string, string>();

const publish = async (tenant: string, ...numbers: number[]) => {
  const body = `{"events":[${numbers.map((n) => published(tenant, n)).join(',')}]}`;
  const { status, text } = await api('POST', '/publish/batch', body);
  if (status !== 202) throw new Error(text);
};

const pathTo = (tenant: string): string => `/tenants/${tenant}/destinations/${ids.get(tenant)}`;

const attemptsOf = async (tenant: string, query = '') => {
  const { body } = await api('GET', `/attempts?tenant_id=${tenant}&include=response_data${query}`);
  return body.models;
};

// All of it is collected in one run.
beforeAll(async () => {
  const minute = { batch_max_seconds: '60', partition: "''" };
  const configs: [string, object][] = [
    [PATHS, { batch_max_events: '4', partition: "join('', ['country=', data.country])" }],
    [SIZES, { batch_max_bytes: '65536', body: 'data', compression: 'zstd' }],
    [SDK, { batch_max_events: '2', body: 'cloudevents', compression: 'none' }],
    [QUIET, { ...minute, partition: '', time_zone: 'Asia/Tokyo' }],
    [DISABLED, minute],
    [DELETED, minute],
    [CHANGED, { ...minute, partition: "'before'" }],
    [ERASED, minute],
  ];
  for (const [tenant, config] of configs) ids.set(tenant, await batchesOf(tenant, config));
  await publish(QUIET, 0);
  await publish(QUIET, 0);
  await enqueue(published(QUIET, 0));
  await publish(DISABLED, 0);
  await publish(DELETED, 0);
  await publish(CHANGED, 0);
  await publish(ERASED, 0, 1);
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
  const attempts = await eventually(async () => {
    const found = await attemptsOf(PATHS);
    return found.length >= 6 && found;
  });
  expect(attempts).toHaveLength(6);
  for (const { batch, event_id, code } of attempts) {
    expect(code).toBe('OK');
    expect(batch).toMatchObject({ id: event_id, events: 4, cut: 'count', topics: ['orders'] });
  }
  expect(await attemptsOf(PATHS, '&topic=orders&topic=other')).toEqual(attempts);
  expect(await attemptsOf(PATHS, '&topic=other')).toEqual([]);
});

test('a batch is written before an event that exceeds its size, which is a batch of its own', {
  timeout: TIMEOUT_MS,
}, async () => {
  const batches = await stored(SIZES, 2);
  const lengths = batches.map(({ rows }) => rows.map((row) => JSON.parse(row).text.length));
  expect(lengths.toSorted()).toEqual([[30_000, 30_001], [70_000]]);
  const [first] = await eventually(async () => {
    const found = await attemptsOf(SIZES);
    return found.length >= 2 && found;
  });
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
  const ofEvent = () => outpost.attempts.list({ eventId: 'evt_00', tenantId: [SDK] });
  const [attempt] = await eventually(async () => {
    const { models = [] } = await ofEvent();
    return models.length > 0 && models;
  });
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
  const attempts = await eventually(async () => {
    const { models = [] } = await ofEvent();
    return models.length > 1 && models;
  });
  expect(attempts).toMatchObject([{ attemptNumber: 2, manual: true, code: 'OK' }, {}]);
  const again = await batchObjectsIn(s3, BUCKET, folderOf(SDK).prefix);
  expect(again).toEqual([object]);
  const republished = await api('POST', '/publish', published(SDK, 0));
  expect(republished).toMatchObject({ status: 202, body: { duplicate: true } });
});

test('a retry of an event in an open batch is accepted: its delivery is on its way', {
  timeout: TIMEOUT_MS,
}, async () => {
  const order = { event_id: 'evt_00', destination_id: ids.get(QUIET) };
  await eventually(async () => {
    const { body } = await api('GET', `/events/evt_00?tenant_id=${QUIET}`);
    return body.id === 'evt_00';
  });
  expect((await api('POST', '/retry', { ...order })).status).toBe(202);
});

test('what changes while a batch is open applies when the batch is due', {
  timeout: TIMEOUT_MS,
}, async () => {
  await api('PUT', `${pathTo(DISABLED)}/disable`);
  await api('DELETE', pathTo(DELETED));
  const key_template = 'join(\'/\', [data.country, metadata."event-id"])';
  const config = { format: 'json', key_template, partition: '', batch_max_seconds: '' };
  const changed = await api('PATCH', pathTo(CHANGED), { config });
  expect(changed.status).toBe(200);
  await publish(CHANGED, 2);
  const query = '?time[gte]=2026-11-22T10:00:00Z';
  expect((await api('DELETE', `/tenants/${ERASED}/events${query}`)).status).toBe(202);

  const [quiet, erased, before] = await Promise.all([
    stored(QUIET, 1),
    stored(ERASED, 1),
    stored(`${CHANGED}/before`, 1),
  ]);
  expect(quiet[0]?.key).toMatch(/\/date=2026-11-22\/\d{8}T\d{6}\+0900_bat_/);
  expect(quiet[0]?.rows).toEqual([rowOf(0)]);
  expect(erased[0]?.rows).toEqual([rowOf(1)]);
  expect(erased[0]?.metadata).toMatchObject({ 'waybill-events': '1' });
  expect(before[0]?.rows).toEqual([rowOf(0)]);
  expect(await objects(folderOf(CHANGED).prefix)).toMatchObject([
    { key: `${folderOf(CHANGED).prefix}at/evt_02`, body: exactOf(2) },
    { key: expect.stringMatching(/\/before\/\d{8}T\d{6}Z_bat_/) },
  ]);
  await eventually(
    async () => (await api('GET', `/parked/count?tenant_id=${DISABLED}`)).body.count === 1,
  );
  expect(await batchObjectsIn(s3, BUCKET, folderOf(DISABLED).prefix)).toEqual([]);
  await api('PUT', `${pathTo(DISABLED)}/enable`);
  expect((await stored(DISABLED, 1))[0]?.rows).toEqual([rowOf(0)]);
  expect(await attemptsOf(DELETED)).toMatchObject([{ status: 'failed' }]);
  expect(await batchObjectsIn(s3, BUCKET, folderOf(DELETED).prefix)).toEqual([]);
});
