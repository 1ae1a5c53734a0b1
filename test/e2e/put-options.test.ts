import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { HTTP } from 'cloudevents';
import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, objects, tenantWith, s3 } = waybill();
const Bucket = 'my-events-bucket';

test('compressed objects are never overwritten, and a second attempt counts as delivered', async () => {
  const destination_id = await tenantWith('options', {
    config: {
      bucket: Bucket,
      region: 'us-east-1',
      prefix: 'options/',
      key_template: 'metadata."event-id"',
      compression: 'gzip',
      overwrite: 'never',
      checksum: 'CRC32',
    },
  });
  const path = `/tenants/options/destinations/${destination_id}`;
  expect((await api('GET', path)).body.verification).toMatchObject({ status: 'verified' });
  const data = { n: 1, text: 'waybill '.repeat(100) };
  const published = await api('POST', '/publish', { tenant_id: 'options', topic: 'orders', data });
  const event_id = published.body.id;
  const attempts = (count: number) =>
    eventually(async () => {
      const query = `event_id=${event_id}&include=response_data&dir=asc`;
      const { body } = await api('GET', `/attempts?${query}`);
      return body.models.length === count && body.models;
    });
  const [first] = await attempts(1);
  const Key = `options/${event_id}.gz`;
  const object = await s3.send(new GetObjectCommand({ Bucket, Key }));
  const stored = Buffer.from((await object.Body?.transformToByteArray()) ?? []);
  expect(JSON.parse(gunzipSync(stored).toString())).toEqual(data);
  expect(object).toMatchObject({ ContentType: 'application/gzip' });
  expect(first).toMatchObject({
    status: 'success',
    code: 'OK',
    response_data: { key: Key, bytes: stored.length },
  });
  await api('POST', '/retry', { event_id, destination_id });
  const [, second] = await attempts(2);
  expect(second).toMatchObject({
    status: 'success',
    code: 'ALREADY_EXISTS',
    response_data: { bucket: Bucket, key: Key },
  });
  expect((await api('GET', path)).body).toMatchObject({ disabled_at: null });
});

test('each body contains the data byte for byte, and a CloudEvent is read by its SDK', async () => {
  const data = '{"n":12345678901234567890,"x":1.0,"y":1e3,"text":"\u2028\\ud800é","b":{},"a":[]}';
  const metadata = { 'Trace-Id': 't', region: 'eu', subject: 'order/1' };
  const configOf = (body: string) => ({
    bucket: Bucket,
    region: 'us-east-1',
    prefix: `bodies/${body}/`,
    key_template: 'metadata."event-id"',
    body,
    trailing_newline: 'true',
  });
  for (const body of ['data', 'event', 'cloudevents']) {
    await tenantWith('bodies', { config: configOf(body) });
  }
  const event = { id: 'evt_body', topic: 'orders', time: '2026-11-22T10:00:00Z', metadata };
  const text = JSON.stringify(event);
  const published = `${text.slice(0, -1)},"tenant_id":"bodies","data":${data}}`;
  expect((await api('POST', '/publish', published)).status).toBe(202);
  const stored = (body: string) =>
    eventually(async () => {
      const [found] = await objects(`bodies/${body}/`);
      return found;
    });
  expect((await stored('data')).body).toBe(`${data}\n`);
  expect((await stored('event')).body).toBe(`${text.slice(0, -1)},"data":${data}}\n`);
  const object = await stored('cloudevents');
  expect(object.contentType).toBe('application/cloudevents+json');
  expect(object.body.endsWith(`,"data":${data}}\n`)).toBe(true);
  expect(object.metadata).toMatchObject({ 'event-id': 'evt_body', 'trace-id': 't' });
  expect(object.metadata).not.toHaveProperty('region');
  const headers = { 'content-type': object.contentType };
  const read = HTTP.toEvent({ headers, body: object.body });
  expect(read).toMatchObject({
    id: 'evt_body',
    source: 'urn:waybill:local',
    type: 'orders',
    time: '2026-11-22T10:00:00.000Z',
    subject: 'order/1',
    region: 'eu',
    data: JSON.parse(data),
  });
  const preview = `{"type":"aws_s3","config":${JSON.stringify(configOf('cloudevents'))},"event":${published}}`;
  const shown = await api('POST', '/destinations/preview', preview);
  expect(shown.body).toMatchObject({
    key: 'bodies/cloudevents/evt_body',
    headers: { 'content-type': 'application/cloudevents+json' },
  });
  expect(shown.text).toContain(object.body.trimEnd());
});
