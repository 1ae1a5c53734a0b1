import { describe, expect, test } from 'vitest';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const { api, call, enqueue, objects, tenantWith } = waybill();

describe.each([
  ['/api/v1/acme/destinations', 'acme'],
  ['/api/v1/tenants/globex/destinations', 'globex'],
])('the documented example, on %s', (path, tenant) => {
  const template = `join('', ['${tenant}/', metadata.timestamp, '_', metadata."event-id", '.json'])`;

  test('creates a destination that is verified within seconds', async () => {
    await api('PUT', `/tenants/${tenant}`);
    const created = await call('POST', path, {
      type: 'aws_s3',
      topics: ['orders'],
      config: { bucket: 'my-events-bucket', region: 'us-east-1', key_template: template },
      credentials: { key: ACCESS_KEY, secret: SECRET },
    });
    expect(created.status).toBe(201);
    expect(created.text).not.toContain(SECRET);
    const verified = await eventually(async () => {
      const { body } = await call('GET', `${path}/${created.body.id}`);
      return body.verification.status === 'verified' && body;
    });
    expect(verified).toMatchObject({ verification: { code: 'OK' }, disabled_at: null });
    expect(await objects('waybill')).toEqual([]);
  });

  test('writes a published event', async () => {
    const published = await api('POST', '/publish', {
      tenant_id: tenant,
      topic: 'orders',
      data: { order_id: '123', status: 'created' },
      metadata: { source: 'checkout-service' },
    });
    expect(published.status).toBe(202);
    expect(published.body).toEqual({
      id: expect.stringMatching(/^evt_[0-9A-Z]{26}$/),
      duplicate: false,
      destination_ids: [expect.stringMatching(/^des_[0-9A-Z]{26}$/)],
    });
    const object = await eventually(async () => (await objects(`${tenant}/`))[0]);
    const { body: event } = await api('GET', `/events/${published.body.id}`);
    const seconds = String(Math.floor(Date.parse(event.time) / 1000));
    expect(object).toEqual({
      key: `${tenant}/${seconds}_${published.body.id}.json`,
      body: '{"order_id":"123","status":"created"}',
      contentType: 'application/json',
      metadata: {
        'event-id': published.body.id,
        topic: 'orders',
        timestamp: seconds,
        source: 'checkout-service',
      },
    });
  });

  test('writes an event from the publish queue in the same way', async () => {
    const id = await enqueue({
      tenant_id: tenant,
      topic: 'orders',
      data: { order_id: '456', status: 'created' },
      metadata: { source: 'checkout-service' },
    });
    const found = await eventually(async () =>
      (await objects(`${tenant}/`)).find(({ metadata }) => metadata['event-id'] === id),
    );
    expect(found.body).toBe('{"order_id":"456","status":"created"}');
    expect(found.key).toBe(`${tenant}/${found.metadata.timestamp}_${id}.json`);
    const attempts = await eventually(async () => {
      const { body } = await api('GET', `/attempts?event_id=${id}&include=response_data`);
      return body.models.length > 0 && body.models;
    });
    expect(attempts).toMatchObject([
      {
        tenant_id: tenant,
        status: 'success',
        code: 'OK',
        attempt_number: 1,
        manual: false,
        destination_type: 'aws_s3',
        response_data: { bucket: 'my-events-bucket', key: found.key, bytes: 37 },
      },
    ]);
  });
});

test('the documented example works exactly as documented', async () => {
  await api('PUT', '/tenants/word-for-word');
  const created = await call(
    'POST',
    '/api/v1/word-for-word/destinations',
    '{ "type": "aws_s3", "topics": ["orders"], "config": { "bucket": "my-events-bucket", "region": "us-east-1" }, "credentials": { "key": "AKIA…", "secret": "…" } }',
  );
  expect(created.status).toBe(201);
  const { body } = await api(
    'POST',
    '/publish',
    '{"tenant_id":"word-for-word","topic":"orders","data":{"order_id":"123","status":"created"},"metadata":{"source":"checkout-service"}}',
  );
  const { body: event } = await api('GET', `/events/${body.id}`);
  const seconds = Math.floor(Date.parse(event.time) / 1000);
  const [object] = await eventually(async () => {
    const found = await objects(`${seconds}_${body.id}`);
    return found.length > 0 && found;
  });
  expect(object).toMatchObject({
    key: `${seconds}_${body.id}.json`,
    body: '{"order_id":"123","status":"created"}',
    contentType: 'application/json',
    metadata: { source: 'checkout-service', topic: 'orders' },
  });
});

test('without a template, the object key contains the time and the event id', async () => {
  await tenantWith('plain');
  const { body } = await api('POST', '/publish', {
    id: 'order-1',
    tenant_id: 'plain',
    topic: 'orders',
    time: '2026-01-02T03:04:05.678+01:00',
    data: {},
  });
  expect(body.id).toBe('order-1');
  const [object] = await eventually(async () => {
    const found = await objects('1767319445_order-1');
    return found.length > 0 && found;
  });
  expect(object?.key).toBe('1767319445_order-1.json');
});

test('data is delivered and returned byte for byte, through both ingestion paths', async () => {
  await tenantWith('letter', {
    config: { bucket: 'another-bucket', region: 'eu-west-1', key_template: 'metadata."event-id"' },
  });
  const data = '{"id":12345678901234567890,"x":1.0,"y":1e3,"s":"<&>\\u2028","2":1,"1":1}';
  const text = `{"tenant_id":"letter","topic":"orders", "data": ${data}}`;
  const { body } = await api('POST', '/publish', text);
  const queued = await enqueue(text);
  for (const id of [body.id, queued]) {
    const [object] = await eventually(async () => {
      const found = await objects(id, 'another-bucket');
      return found.length > 0 && found;
    });
    expect(object?.body).toBe(data);
    expect((await api('GET', `/events/${id}`)).text).toContain(`"data":${data}`);
  }
});

test('publishing an event again creates no second object', async () => {
  await tenantWith('twice', {
    config: {
      bucket: 'another-bucket',
      region: 'us-east-1',
      key_template: `join('/', ['twice', metadata."event-id", data.n])`,
    },
  });
  const publish = (n: string) =>
    api('POST', '/publish', { id: 'evt-twice', tenant_id: 'twice', topic: 'orders', data: { n } });
  expect((await publish('1')).body.duplicate).toBe(false);
  await eventually(async () => (await objects('twice/', 'another-bucket'))[0]);
  const second = await publish('2');
  expect(second).toMatchObject({ status: 202, body: { id: 'evt-twice', duplicate: true } });
  expect(second.body.destination_ids).toHaveLength(1);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const keys = (await objects('twice/', 'another-bucket')).map(({ key }) => key);
  expect(keys).toEqual(['twice/evt-twice/1']);
});
