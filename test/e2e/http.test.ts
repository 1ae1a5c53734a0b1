import { describe, expect, test } from 'vitest';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

const { api, apiKey, ask, call, objects, tenantWith } = waybill();

describe('authentication', () => {
  test.each([
    ['no key', undefined],
    ['an empty key', 'Bearer '],
    ['a wrong key', 'Bearer wrong'],
    ['another scheme', 'Basic am91cm5leS1rZXk6'],
  ])('with %s returns 401, in JSON', async (_name, authorization) => {
    const headers = new Headers(authorization ? { authorization } : {});
    const response = await ask('/api/v1/topics', { headers });
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual({
      status: 401,
      message: expect.stringMatching(/^unauthorized: /),
      request_id: response.headers.get('x-request-id'),
    });
  });

  test('is not required for the health check, at either path', async () => {
    for (const path of ['/healthz', '/api/v1/healthz']) {
      const response = await ask(path);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ status: 'healthy' });
    }
  });
});

describe('tenants', () => {
  test('are created, read, updated and deleted', async () => {
    expect(await api('GET', '/tenants/t1')).toMatchObject({
      status: 404,
      body: { message: 'tenant not found' },
    });
    const made = await api('PUT', '/tenants/t1', { metadata: { plan: 'gold', seats: 5 } });
    expect(made).toMatchObject({
      status: 201,
      body: { id: 't1', destinations_count: 0, topics: [], metadata: { plan: 'gold', seats: '5' } },
    });
    expect(await api('PUT', '/tenants/t1')).toMatchObject({
      status: 200,
      body: { metadata: { plan: 'gold' } },
    });
    await tenantWith('t1', { topics: ['b', 'a'] });
    expect((await api('GET', '/tenants/t1')).body).toMatchObject({
      destinations_count: 1,
      topics: ['a', 'b'],
    });
    expect(await api('DELETE', '/tenants/t1')).toMatchObject({
      status: 200,
      body: { success: true },
    });
    expect((await api('GET', '/tenants/t1')).status).toBe(404);
    expect((await api('DELETE', '/tenants/t1')).status).toBe(404);
    expect((await api('GET', '/tenants/t1/destinations')).status).toBe(404);
    const second = await api('PUT', '/tenants/t1');
    expect(second).toMatchObject({ status: 201, body: { destinations_count: 0, topics: [] } });
    expect((await api('GET', '/tenants/t1/destinations')).body).toEqual([]);
  });

  test('are created once by concurrent requests', async () => {
    const answers = await Promise.all([...Array(8)].map(() => api('PUT', '/tenants/t-race')));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([
      200, 200, 200, 200, 200, 200, 200, 201,
    ]);
  });

  test.each([
    ['/tenants/a%20b', undefined, 422, 'tenant_id must be'],
    ['/tenants/a%23b', undefined, 422, 'tenant_id must not contain'],
    [`/tenants/${'x'.repeat(129)}`, undefined, 422, 'tenant_id must be 1 to 128'],
    ['/tenants/t2', '{', 400, 'invalid JSON'],
    ['/tenants/t2', '[]', 422, 'body must be a JSON object'],
    ['/tenants/t2', '{"metadata":"gold"}', 422, 'metadata must be an object'],
    [
      '/tenants/t2',
      JSON.stringify({ metadata: { x: 'x'.repeat(32_768) } }),
      413,
      'the limit is 32768 bytes',
    ],
  ])('with PUT %s and %s are rejected', async (path, body, status, error) => {
    const answer = await api('PUT', path, body);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(error);
  });
});

describe('destinations', () => {
  test('are listed, read, updated, disabled, enabled and deleted', async () => {
    const id = await tenantWith('d1');
    const one = `/tenants/d1/destinations/${id}`;
    expect((await api('GET', '/d1/destinations')).body).toMatchObject([{ id }]);
    expect((await api('GET', `/d1/destinations/${id}`)).body).toMatchObject({ id, type: 'aws_s3' });
    const patched = await api('PATCH', one, {
      topics: ['users'],
      config: { storage_class: 'glacier_ir' },
    });
    expect(patched).toMatchObject({
      status: 200,
      body: {
        topics: ['users'],
        config: { bucket: 'my-events-bucket', storage_class: 'GLACIER_IR' },
      },
    });
    const disabled = await api('PUT', `${one}/disable`);
    expect(disabled).toMatchObject({ status: 200, body: { id } });
    expect(Date.parse(disabled.body.disabled_at)).toBeGreaterThan(0);
    const { disabled_at, updated_at } = disabled.body;
    expect((await api('PUT', `${one}/disable`)).body).toMatchObject({ disabled_at, updated_at });
    expect((await api('PUT', `${one}/enable`)).body).toMatchObject({ disabled_at: null });
    expect(await api('DELETE', one)).toMatchObject({ status: 200, body: { success: true } });
    expect(await api('GET', one)).toMatchObject({
      status: 404,
      body: { status: 404, message: 'destination not found' },
    });
    expect((await api('DELETE', one)).status).toBe(404);
  });

  test('are listed by type and by topics', async () => {
    const first = await tenantWith('d3', { topics: ['a', 'b'] });
    const second = await tenantWith('d3', { topics: ['b'] });
    const listed = async (query: string) =>
      (await api('GET', `/tenants/d3/destinations?${query}`)).body.map(
        ({ id }: { id: string }) => id,
      );
    expect(await listed('topics=b')).toEqual([first, second]);
    expect(await listed('topics[]=a&topics[]=b')).toEqual([first]);
    expect(await listed('type=aws_s3&type=ftp')).toEqual([first, second]);
    expect(await listed('type=ftp')).toEqual([]);
  });

  test('are changed only if If-Match matches', async () => {
    const id = await tenantWith('d4');
    const one = `/api/v1/tenants/d4/destinations/${id}`;
    const send = (method: string, match?: string, body?: object) =>
      ask(one, {
        method,
        headers: { authorization: `Bearer ${apiKey}`, ...(match && { 'if-match': match }) },
        ...(body && { body: JSON.stringify(body) }),
      });
    const tag = (await send('GET')).headers.get('etag') ?? '';
    await eventually(async () => {
      const { body } = await api('GET', `/tenants/d4/destinations/${id}`);
      return body.verification.status === 'verified';
    });
    const changed = await send('PATCH', tag, { topics: ['a'] });
    expect(changed.status).toBe(200);
    const late = await send('PATCH', tag, { topics: ['b'] });
    expect(late.status).toBe(412);
    expect(await late.json()).toMatchObject({
      status: 412,
      message: expect.stringContaining('If-Match'),
    });
    expect((await send('DELETE', tag)).status).toBe(412);
    expect((await send('PATCH', '*', { topics: ['c'] })).status).toBe(200);
    const now = (await send('GET')).headers.get('etag') ?? '';
    expect((await send('DELETE', `"x", ${now}`)).status).toBe(200);
  });

  test('need a tenant that exists', async () => {
    const created = await api('POST', '/nobody/destinations', destinationInput());
    expect(created).toMatchObject({ status: 404, body: { message: 'tenant not found' } });
  });

  const config = { bucket: 'my-events-bucket', region: 'us-east-1' };
  test.each([
    ['no type', { type: undefined }, 'type is required'],
    ['a type there is not', { type: 'ftp' }, 'type must be one of: aws_s3'],
    ['no topics', { topics: undefined }, 'topics is required'],
    ['empty topics', { topics: [] }, 'topics must not be empty'],
    ['topics of a wrong type', { topics: 5 }, 'topics must be'],
    ['no config', { config: undefined }, 'config.bucket is required'],
    ['a bucket that cannot be', { config: { ...config, bucket: 'My..Bucket' } }, 'config.bucket'],
    ['a region that cannot be', { config: { ...config, region: 'mars' } }, 'config.region'],
    [
      'a storage class there is not',
      { config: { ...config, storage_class: 'COLD' } },
      'config.storage_class',
    ],
    [
      'a template that does not compile',
      { config: { ...config, key_template: 'data.[' } },
      'config.key_template',
    ],
    [
      'a template with an unknown function',
      { config: { ...config, key_template: 'shout(data.a)' } },
      'config.key_template',
    ],
    [
      'a misspelled config field',
      { config: { ...config, storageclass: 'GLACIER' } },
      'config.storageclass',
    ],
    [
      'a config field that other types of destinations have',
      { config: { ...config, url: 'https://example.com' } },
      'config.url is not a known field',
    ],
    ['no credentials', { credentials: undefined }, 'credentials.key is required'],
    [
      'an unknown credential',
      { credentials: { key: 'a', secret: 'b', token: 'c' } },
      'credentials.token',
    ],
    [
      'a filter with an operator there is not',
      { filter: { data: { amount: { $gtt: 100 } } } },
      'filter.data.amount.$gtt is not an operator',
    ],
    [
      'a filter of a member that no event has',
      { filter: { data: { amount: 1 }, tenant: 'acme' } },
      'filter.tenant ',
    ],
    ['an id that cannot be', { id: 'a/b' }, 'id must not contain'],
    ['a wrong disabled_at', { disabled_at: 'yesterday' }, 'disabled_at must be an RFC 3339 time'],
  ])('with %s are rejected with the name of the field', async (_name, given, error) => {
    await api('PUT', '/tenants/d2');
    const answer = await api('POST', '/tenants/d2/destinations', destinationInput(given));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(error);
    expect((await api('GET', '/tenants/d2')).body.destinations_count).toBe(0);
  });
});

describe('destination types', () => {
  test('are listed with their fields', async () => {
    const { body } = await api('GET', '/destination-types');
    expect(body).toHaveLength(1);
    expect(body[0].config_fields.map(({ key }: { key: string }) => key)).toEqual(
      expect.arrayContaining(['bucket', 'region', 'key_template', 'storage_class', 'endpoint']),
    );
    expect((await api('GET', '/destination-types/aws_s3')).body).toEqual(body[0]);
    expect(await api('GET', '/destination-types/ftp')).toMatchObject({ status: 404 });
  });
});

describe('a preview', () => {
  const config = {
    bucket: 'my-events-bucket',
    region: 'us-east-1',
    storage_class: 'glacier_ir',
    key_template: `join('/', [data.customer_id, metadata."event-id", '.json'])`,
  };
  const event =
    '{"id":"evt_1","topic":"orders","time":"2024-01-02T03:04:05Z","metadata":{"city":"Zürich"},"data":{"customer_id":"c1","n":1.0}}';
  const preview = (given: object, sample = event) =>
    api(
      'POST',
      '/destinations/preview',
      `${JSON.stringify(given).slice(0, -1)},"event":${sample}}`,
    );

  test('shows the object as it would be written, and writes nothing', async () => {
    const answer = await preview({ type: 'aws_s3', config, delivery_metadata: { team: 'a' } });
    const metadata = {
      'event-id': 'evt_1',
      topic: 'orders',
      timestamp: '1704164645',
      city: '=?UTF-8?B?WsO8cmljaA==?=',
      team: 'a',
    };
    expect(answer).toMatchObject({
      status: 200,
      body: {
        key: 'c1/evt_1/.json',
        metadata,
        headers: {
          'content-type': 'application/json',
          'x-amz-storage-class': 'GLACIER_IR',
          'x-amz-checksum-sha256': expect.any(String),
          'x-amz-meta-city': metadata.city,
        },
      },
    });
    expect(answer.text).toContain('"body":{"customer_id":"c1","n":1.0}');
    expect(await objects('c1/')).toEqual([]);
  });

  test('shows the cost at the present rate of a destination', async () => {
    const destination_id = await tenantWith('preview_cost');
    await api('POST', '/publish', { tenant_id: 'preview_cost', topic: 'orders', data: { n: 1 } });
    const sample = '{"tenant_id":"preview_cost","data":{"customer_id":"c1"}}';
    const { rate, cost } = await eventually(async () => {
      const { body } = await preview({ type: 'aws_s3', config, destination_id }, sample);
      return body.rate.events_per_second > 0 ? body : undefined;
    });
    expect(rate.measured).toEqual({ start: expect.any(String), end: expect.any(String) });
    expect(cost).toMatchObject({
      put_requests_per_month: Math.round(rate.events_per_second * 2_628_000),
      storage_class: 'GLACIER_IR',
      warnings: [expect.stringContaining('128 KB'), expect.anything(), expect.anything()],
    });
    const unknown = { type: 'aws_s3', config, destination_id: 'des_none' };
    expect(await preview(unknown, sample)).toMatchObject({ status: 404 });
  });

  test.each([
    [{ type: 'ftp', config }, event, 'type must be one of'],
    [{ type: 'aws_s3', config: {} }, event, 'config.bucket is required'],
    [
      { type: 'aws_s3', config },
      '{"data":{"customer_id":null}}',
      'The key template cannot be evaluated',
    ],
    [{ type: 'aws_s3', config }, '{}', 'data must be a valid JSON object'],
    [{ type: 'aws_s3', config }, '[]', 'event must be an object'],
  ])('of %j with %s is rejected', async (given, sample, error) => {
    const answer = await preview(given, sample);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(error);
  });
});

describe('publishing', () => {
  test.each([
    ['', 400, 'invalid JSON'],
    ['{"tenant_id":', 400, 'invalid JSON'],
    ['[]', 422, 'body must be a JSON object'],
    ['{"data":{}}', 422, 'tenant_id is required'],
    ['{"tenant_id":"p1"}', 422, 'data must be a valid JSON object'],
    ['{"tenant_id":"p1","data":"text"}', 422, 'data must be a valid JSON object'],
    ['{"tenant_id":"p1","data":{},"time":"soon"}', 422, 'time must be an RFC 3339 time'],
    ['{"tenant_id":"p1","data":{},"metadata":{"n":1}}', 422, 'metadata.n must be a string'],
    [
      JSON.stringify({ tenant_id: 'p1', data: { blob: 'x'.repeat(5_000_000) } }),
      413,
      'the limit is 5000000 bytes',
    ],
  ])('%j is rejected', async (body, status, error) => {
    const answer = await api('POST', '/publish', body);
    expect(answer).toMatchObject({ status, body: { status, message: expect.any(String) } });
    expect(answer.text).toContain(error);
  });

  test('uses the Idempotency-Key as the id of the event', async () => {
    await tenantWith('p3');
    const post = (key: string, event: object) =>
      ask('/api/v1/publish', {
        method: 'POST',
        headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': key },
        body: JSON.stringify({ tenant_id: 'p3', topic: 'orders', data: {}, ...event }),
      });
    expect(await (await post('order-7', {})).json()).toMatchObject({
      id: 'order-7',
      duplicate: false,
    });
    expect(await (await post('order-7', {})).json()).toMatchObject({
      id: 'order-7',
      duplicate: true,
    });
    expect((await post('order-8', { id: 'order-8' })).status).toBe(202);
    const differing = await post('order-8', { id: 'order-9' });
    expect(differing.status).toBe(422);
    expect(await differing.text()).toContain('must not differ');
    expect((await post('x'.repeat(129), {})).status).toBe(422);
  });

  test('a batch returns a result per event, and an invalid event does not affect the others', async () => {
    await tenantWith('p4');
    const event = { tenant_id: 'p4', topic: 'orders', data: {} };
    const mixed = await api('POST', '/publish/batch', {
      events: [
        { ...event, id: 'b1' },
        { ...event, data: 5 },
        'text',
        { ...event, id: 'b1' },
        event,
      ],
    });
    expect(mixed).toMatchObject({
      status: 207,
      body: {
        results: [
          { status: 202, id: 'b1' },
          { status: 422, data: ['data must be a valid JSON object'] },
          { status: 422, data: ['body must be a JSON object'] },
          { status: 202, id: 'b1' },
          { status: 202, id: expect.stringMatching(/^evt_/), duplicate: false },
        ],
      },
    });
    const text = '{"events":[{"tenant_id":"p4","id":"b2","topic":"orders","data":{"n":1.0}}]}';
    expect(await api('POST', '/publish/batch', text)).toMatchObject({ status: 202 });
    expect((await api('GET', '/events/b2')).text).toContain('"data":{"n":1.0}');
  });

  test.each([
    ['{"events":[]}', 'events must not be empty'],
    ['{}', 'events is required'],
    ['{"events":{}}', 'events must be an array'],
    [JSON.stringify({ events: Array(101).fill({}) }), 'events must have at most 100 events'],
  ])('the batch %.30s is rejected as a whole', async (body, error) => {
    expect(await api('POST', '/publish/batch', body)).toMatchObject({
      status: 422,
      body: { data: [error] },
    });
  });

  test('for an unknown tenant matches nothing', async () => {
    const answer = await api('POST', '/publish', {
      tenant_id: 'nobody',
      topic: 'orders',
      data: {},
    });
    expect(answer).toMatchObject({ status: 202, body: { duplicate: false, destination_ids: [] } });
  });

  test('delivers an event of nearly 256 KiB', async () => {
    await tenantWith('p2');
    const data = { blob: 'x'.repeat(260_000) };
    const answer = await api('POST', '/publish', { tenant_id: 'p2', topic: 'orders', data });
    expect(answer.status).toBe(202);
    expect((await api('GET', `/events/${answer.body.id}`)).body.data).toEqual(data);
  });
});

test.each([['GET', '/api/v1/nothing']])('%s %s returns 404, in JSON', async (method, path) => {
  expect(await call(method, path)).toMatchObject({
    status: 404,
    body: { status: 404, message: 'not found' },
  });
});

test.each([
  ['POST', '/api/v1/topics', 'GET'],
  ['PATCH', '/api/v1/tenants/t1', 'DELETE, GET, PUT'],
  ['GET', '/api/v1/publish', 'POST'],
  ['DELETE', '/api/v1/events/a/b', 'GET'],
])('%s %s returns 405, in JSON', async (method, path, methods) => {
  expect(await call(method, path)).toMatchObject({
    status: 405,
    body: {
      status: 405,
      message: `method not allowed: this path supports ${methods}, not ${method}`,
    },
  });
});

test.each([
  ['/events?limit=1001', 400, 'limit must be a whole number from 1 to 1000'],
  ['/attempts?limit=0', 400, 'limit must be a whole number from 1 to 1000'],
  ['/parked?limit=1001', 400, 'limit must be a whole number from 1 to 1000'],
  ['/events?order_by=', 422, 'query.order_by'],
  ['/attempts?include=', 422, 'query.include'],
  ['/parked?reason=', 422, 'query.reason'],
  ['/events?dir=up', 422, 'query.dir'],
  ['/events?next=rubbish', 400, 'query.next is not a valid cursor'],
  ['/events?next=a&prev=b', 400, 'cannot specify both'],
  ['/events?time[gte]=soon', 422, 'query.time[gte]'],
  ['/events/evt_none', 404, 'event not found'],
  ['/attempts?status=done', 422, 'query.status'],
  ['/attempts/atm_none', 404, 'attempt not found'],
  ['/attempts/atm_8ZZZZZZZZZZZZZZZZZZZZZZZZZ', 404, 'attempt not found'],
  [`/events/${'x'.repeat(513)}`, 422, 'event_id in the path must have at most 512 bytes'],
  [`/events?id=${'x'.repeat(513)}`, 422, 'query.id'],
  [`/attempts?event_id=${'x'.repeat(513)}`, 422, 'query.event_id'],
  ['/tenants/nobody/destinations/d1/attempts', 404, 'tenant not found'],
  ['/nobody/destinations/d1/attempts', 404, 'tenant not found'],
])('GET %s returns %i', async (path, status, error) => {
  const answer = await api('GET', path);
  expect(answer.status).toBe(status);
  expect(answer.text).toContain(error);
});
