import { expect, test } from 'vitest';
import { destinationInput, eventually, waybill } from '../support/waybill.ts';

const { api, objects, tenantWith } = waybill();

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
const many = (count: number, one: (n: number) => string) =>
  Array.from({ length: count }, (_, n) => one(n)).join(',');

/** JSON that is hard to parse or to traverse. */
const VALUES = {
  'lists 60,000 levels deep': nested(60_000),
  'objects 20,000 levels deep': `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
  'a map of 12,000 members': `{${many(12_000, (n) => `"${n}":1`)}}`,
  'a list of 60,000 numbers': `[${many(60_000, () => '0')}]`,
  'a list of 12,000 texts': `[${many(12_000, (n) => `"t${n}"`)}]`,
  'a text of 120,000 characters': `"${'x'.repeat(120_000)}"`,
  'a number beyond any double': '1e999999',
  'half a character': '"\\ud800"',
  'half characters in a map': '{"a\\ud800":"\\udfff"}',
  __proto__: '{"__proto__":"x"}',
  'a deep member': `{"a":${nested(60_000)}}`,
};

const { topics: _topics, ...WITHOUT_TOPICS } = destinationInput();

/** The endpoints that accept JSON, each with a placeholder for it. */
const DOORS: [string, string, (json: string) => string][] = [
  ['POST', '/publish', (json) => `{"tenant_id":"hostile","data":{},"metadata":${json}}`],
  ['POST', '/publish', (json) => `{"tenant_id":${json},"data":{}}`],
  ['POST', '/publish', (json) => `{"tenant_id":"hostile","data":{},"topic":${json}}`],
  ['PUT', '/tenants/hostile', (json) => `{"metadata":${json}}`],
  ['POST', '/retry', (json) => `{"event_id":${json},"destination_id":${json}}`],
  ...['topics', 'config', 'credentials', 'metadata', 'delivery_metadata', 'filter', 'id'].map(
    (field): [string, string, (json: string) => string] => [
      'POST',
      '/tenants/hostile/destinations',
      (json) => `{${JSON.stringify(WITHOUT_TOPICS).slice(1, -1)},"topics":"*","${field}":${json}}`,
    ],
  ),
  ...['topics', 'config', 'credentials', 'metadata', 'filter'].map(
    (field): [string, string, (json: string) => string] => [
      'PATCH',
      '/tenants/hostile/destinations/DES',
      (json) => `{"${field}":${json}}`,
    ],
  ),
  [
    'POST',
    '/destinations/preview',
    (json) => `{"type":"aws_s3","config":${json},"event":{"data":{}}}`,
  ],
  ['POST', '/destinations/preview', (json) => `{"type":"aws_s3","event":${json}}`],
];

test('hostile JSON on any endpoint results in a clear client error, never a server error', async () => {
  const id = await tenantWith('hostile');
  for (const [method, path, bodyWith] of DOORS) {
    for (const [name, json] of Object.entries(VALUES)) {
      const { status, body, text } = await api(method, path.replace('DES', id), bodyWith(json));
      expect([name, method, path, status, body.message]).toEqual([
        name,
        method,
        path,
        status < 300 ? status : expect.toBeOneOf([400, 404, 413, 422]),
        status < 300 ? undefined : expect.any(String),
      ]);
      expect(text.length, `${name} at ${method} ${path}`).toBeLessThan(100_000);
    }
  }
});

test('a body over the limit of API Gateway is rejected before it reaches a function', async () => {
  const metadata = `{${many(1_000_000, (n) => `"${n}":1`)}}`;
  expect(await api('PUT', '/tenants/hostile', `{"metadata":${metadata}}`)).toMatchObject({
    status: 413,
    body: { message: expect.any(String) },
  });
});

test('data of any shape within its limits is accepted and delivered', async () => {
  const config = {
    bucket: 'my-events-bucket',
    region: 'us-east-1',
    key_template: `join('/', ['hostile-data', metadata."event-id"])`,
  };
  await tenantWith('hostile-data', { topics: '*', config });
  const publish = (id: string, data: string) =>
    api('POST', '/publish', `{"tenant_id":"hostile-data","id":"${id}","data":${data}}`);
  const taken = {
    deep: `{"a":${nested(499)}}`,
    wide: `{${many(20_000, (n) => `"${n}":1`)}}`,
    odd: '{"__proto__":{"a":1e999999},"a":"\\ud800","a":1.0}',
  };
  for (const [id, data] of Object.entries(taken)) {
    expect(await publish(id, data)).toMatchObject({ status: 202 });
  }
  expect(await publish('deeper', `{"a":${nested(500)}}`)).toMatchObject({
    status: 422,
    body: { data: ['data must have at most 500 levels of objects and lists'] },
  });
  const arrived = await eventually(async () => {
    const found = await objects('hostile-data/');
    return found.length === Object.keys(taken).length && found;
  });
  expect(Object.fromEntries(arrived.map(({ key, body }) => [key.split('/')[1], body]))).toEqual(
    taken,
  );
});

test('a key template over its budget is stopped, and the attempt has its code', async () => {
  const config = {
    bucket: 'my-events-bucket',
    region: 'us-east-1',
    key_template: 'to_string(length(data.list[?$.data.a == $.data.b]))',
  };
  await tenantWith('hostile-template', { topics: '*', config });
  const map = `{${many(5_000, (n) => `"k${n}":${n}`)}}`;
  const event = `{"tenant_id":"hostile-template","data":{"a":${map},"b":${map},"list":[${many(40_000, () => '0')}]}}`;
  const { body } = await api('POST', '/publish', event);
  const attempt = await eventually(async () => {
    const list = await api('GET', `/attempts?event_id=${body.id}&include=response_data`);
    return list.body.models[0];
  });
  expect(attempt).toMatchObject({
    status: 'failed',
    code: 'key_template',
    response_data: { error: expect.stringContaining('the template exceeds its step limit') },
  });
  const preview = `{"type":"aws_s3","config":${JSON.stringify(config)},"event":${event}}`;
  expect(await api('POST', '/destinations/preview', preview)).toMatchObject({
    status: 422,
    body: { data: [expect.stringContaining('the template exceeds its step limit')] },
  });
});
