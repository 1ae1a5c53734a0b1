import { describe, expect, it, test } from 'vitest';
import { type PreviewDeps, previewRoutes } from '../../lambdas/delivery/preview.routes.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { WORK_LIMIT, WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { ACCESS_ROLE_ARN, NOW } from '../support/builders.ts';
import { aContext, anHttpEvent } from '../support/lambda.ts';

const CONFIG = { bucket: 'my-bucket', region: 'us-east-1', key_template: 'metadata."event-id"' };

/** Measures a quarter of an event per second for each destination. */
const measured = { start: '2026-11-21T10:00:00.000Z', end: '2026-11-22T10:00:00.000Z' };
const quarter: PreviewDeps['currentRate'] = async () => ({ events_per_second: 0.25, measured });

const previewWith = (given: Partial<PreviewDeps> = {}) => {
  const settings = {
    allowPrivateEndpoints: true,
    allowedEndpointPorts: [],
    accessRoleArn: ACCESS_ROLE_ARN,
    cloudEventsSource: 'urn:waybill:local',
    eventRetentionDays: 30,
  };
  const deps = { settings, work: new WorkLimit(() => NOW), currentRate: quarter, now: () => NOW };
  const handler = httpHandler(previewRoutes({ ...deps, ...given }));
  return async (input: object = {}) => {
    const body = JSON.stringify({ type: 'aws_s3', config: CONFIG, event: { data: {} }, ...input });
    const headers = { 'content-type': 'application/json' };
    const event = anHttpEvent('POST', '/api/v1/destinations/preview', { body, headers });
    const { body: text = '', ...answer } = await handler(event, aContext());
    return { ...answer, body: JSON.parse(text) };
  };
};

test('a preview for a tenant over its compute limit returns 429, others succeed', async () => {
  const work = new WorkLimit(() => NOW);
  work.charge('costly', WORK_LIMIT.atOnce + WORK_LIMIT.perSecond * 3);
  const preview = previewWith({ work });
  const of = (tenant_id: string) => preview({ event: { tenant_id, data: {} } });
  expect(await of('costly')).toMatchObject({
    statusCode: 429,
    headers: { 'retry-after': '3' },
    body: {
      status: 429,
      message: expect.stringContaining('filter and key template steps for this tenant'),
      data: { retry_after: '3' },
    },
  });
  expect(await of('quiet')).toMatchObject({ statusCode: 200 });
});

describe('the cost of a preview', () => {
  const costOf = async (input: object) => (await previewWith()(input)).body;

  it('is absent when no rate is given', async () => {
    const body = await costOf({});
    expect(Object.keys(body)).toEqual(['key', 'headers', 'metadata', 'body']);
    expect(Object.keys(await costOf({ events_per_second: null, destination_id: null }))).toEqual(
      Object.keys(body),
    );
  });

  it('is computed for the given rate in every storage class', async () => {
    const { rate, cost } = await costOf({ events_per_second: 10 });
    expect(rate).toEqual({ events_per_second: 10 });
    expect(cost).toMatchObject({
      put_requests_per_month: 26_280_000,
      object_bytes: 2,
      storage_class: 'STANDARD',
      note: expect.stringContaining('us-east-1, regardless of the region of the bucket'),
      price_list: { currency: 'USD', region: 'us-east-1' },
      warnings: [],
    });
    const puts = cost.storage_classes.map(
      (one: { storage_class: string; put_requests_usd: number }) => [
        one.storage_class,
        one.put_requests_usd,
      ],
    );
    expect(puts).toEqual([
      ['STANDARD', 131.4],
      ['REDUCED_REDUNDANCY', 131.4],
      ['STANDARD_IA', 262.8],
      ['ONEZONE_IA', 262.8],
      ['INTELLIGENT_TIERING', 131.4],
      ['GLACIER', 788.4],
      ['DEEP_ARCHIVE', 1314],
      ['GLACIER_IR', 525.6],
    ]);
  });

  it('has the warnings of the configured class, for the size as stored', async () => {
    const config = { ...CONFIG, storage_class: 'standard_ia', compression: 'gzip' };
    const event = { data: { text: 'a'.repeat(200_000) } };
    const { cost } = await costOf({ config, event, events_per_second: 1 });
    expect(cost.object_bytes).toBeLessThan(1_000);
    expect(cost.storage_class).toBe('STANDARD_IA');
    expect(cost.warnings[0]).toBe(
      `Each object of ${cost.object_bytes} bytes is billed as 128 KB, the minimum in STANDARD_IA.`,
    );
  });

  it('is computed for the current rate when a destination is given', async () => {
    const asked: unknown[] = [];
    const preview = previewWith({
      currentRate: async (...given) => {
        asked.push(given);
        return quarter(...given);
      },
    });
    const event = { tenant_id: 'acme', data: {} };
    const { body } = await preview({ event, destination_id: 'des_1' });
    expect(body.rate).toEqual({ events_per_second: 0.25, measured });
    expect(body.cost.put_requests_per_month).toBe(657_000);
    expect(asked).toEqual([[{ tenant_id: 'acme', currentTenants: new Map() }, 'des_1']]);
  });

  it('is computed for the given rate when a rate and a destination are given', async () => {
    const body = await costOf({ events_per_second: 0, destination_id: 'des_1' });
    expect(body.rate).toEqual({ events_per_second: 0 });
    expect(body.cost.put_requests_per_month).toBe(0);
  });

  it('has no prices for a store other than AWS', async () => {
    const config = { ...CONFIG, endpoint: 'https://s3.example.com', storage_class: 'GLACIER' };
    const { cost } = await costOf({ config, events_per_second: 1 });
    expect(cost).toEqual({
      put_requests_per_month: 2_628_000,
      object_bytes: 2,
      storage_class: 'GLACIER',
      note: expect.stringContaining('The store at config.endpoint sets its own prices'),
      warnings: [],
    });
  });

  it.each([
    [{ events_per_second: -1 }, 'events_per_second must be a number from 0 to 1000000'],
    [{ events_per_second: 1_000_001 }, 'events_per_second must be a number from 0 to 1000000'],
    [{ events_per_second: '1' }, 'events_per_second must be a number from 0 to 1000000'],
    [{ destination_id: 'des_1' }, 'event.tenant_id is required with destination_id'],
    [{ destination_id: 1 }, 'destination_id'],
    [{ event_per_second: 1 }, 'event_per_second is not a known field; did you mean'],
  ])('is not computed for %j', async (input, error) => {
    const { statusCode, body } = await previewWith()(input);
    expect(statusCode).toBe(422);
    expect(body.data[0]).toContain(error);
  });
});

describe('the preview of batches', () => {
  const config = {
    bucket: 'my-bucket',
    region: 'us-east-1',
    format: 'ndjson',
    compression: 'none',
  };
  const events = [
    { id: 'evt_2', time: '2026-11-29T23:00:00Z', data: { n: 2 } },
    { id: 'evt_1', time: '2026-11-29T22:00:00Z', topic: 'orders', data: { n: 1.5 } },
    { time: '2026-11-30T01:00:00Z', data: { n: 3 } },
  ];
  const previewOf = (input: object) => previewWith()({ config, event: undefined, ...input });

  it('shows one object for each partition', async () => {
    const { statusCode, body } = await previewOf({ events });
    expect(statusCode).toBe(200);
    expect(body.objects).toEqual([
      {
        partition: 'date=2026-11-29/',
        key: 'date=2026-11-29/20261122T100000Z_bat_preview.ndjson',
        headers: expect.objectContaining({ 'content-type': 'application/x-ndjson' }),
        metadata: {
          'waybill-batch-id': 'bat_preview',
          'waybill-events': '2',
          'waybill-first-time': '2026-11-29T22:00:00Z',
          'waybill-last-time': '2026-11-29T23:00:00Z',
        },
        events: 2,
        rows: [
          { id: 'evt_1', topic: 'orders', time: events[1]?.time, metadata: {}, data: { n: 1.5 } },
          { id: 'evt_2', topic: '', time: events[0]?.time, metadata: {}, data: { n: 2 } },
        ],
        bytes: 178,
      },
      expect.objectContaining({
        partition: 'date=2026-11-30/',
        events: 1,
        rows: [expect.objectContaining({ id: 'evt_preview_3' })],
      }),
    ]);
    expect(body.key).toBe(body.objects[0].key);
    expect(body.body).toEqual(body.objects[0].rows[0]);
  });

  it('sorts events by their times to the nanosecond, as a delivery does', async () => {
    const times = ['2026-11-29T22:00:00.0000002Z', '2026-11-29T22:00:00.0000001Z'];
    const { body } = await previewOf({ events: times.map((time) => ({ time, data: {} })) });
    expect(body.objects[0].metadata).toMatchObject({
      'waybill-first-time': times[1],
      'waybill-last-time': times[0],
    });
  });

  it('accepts a single event', async () => {
    const { body } = await previewOf({ event: events[0] });
    expect(body).toMatchObject({ body: { id: 'evt_2' }, objects: [{ events: 1 }] });
  });

  it('has the cost of one put for each object', async () => {
    const costAt = async (events_per_second: number, limits: object = {}) =>
      (await previewOf({ config: { ...config, ...limits }, events, events_per_second })).body.cost;
    // One event a second, 900 seconds.
    const cost = await costAt(1);
    expect(cost).toMatchObject({ put_requests_per_month: 2_920, events_per_object: 900 });
    expect(cost.storage_classes[0].put_requests_usd).toBe(0.0146);
    expect(cost.object_bytes).toBeCloseTo((900 * 266) / 3, -4);
    expect(await costAt(1_000)).toMatchObject({ events_per_object: 10_000 });
    expect(await costAt(0.0001)).toMatchObject({
      events_per_object: 1,
      put_requests_per_month: 263,
    });
    expect(await costAt(1_000, { batch_max_bytes: '65536' })).toMatchObject({
      events_per_object: 506,
    });
  });

  it.each([
    [{ config: CONFIG, events }, 'events requires config.format ndjson: send event instead'],
    [{ events, event: events[0] }, 'event and events must not both be set: send one of them'],
    [{}, 'event or events is required'],
    [{ events: [] }, 'events must have 1 to 100 events'],
    [{ events: Array.from({ length: 101 }, () => events[0]) }, 'events must have 1 to 100 events'],
    [{ events: [{}] }, 'data must be a valid JSON object'],
    [{ events, destination_id: 'des_1' }, 'events[0].tenant_id is required with destination_id'],
    [{ config: { ...config, format: 'csv' }, events }, 'config.format must be one of json, ndjson'],
  ])('is rejected for %j', async (input, error) => {
    const { statusCode, body } = await previewOf(input);
    expect([statusCode, body.data[0]]).toEqual([422, expect.stringContaining(error)]);
  });
});
