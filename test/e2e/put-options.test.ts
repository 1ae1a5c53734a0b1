import { gunzipSync } from 'node:zlib';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, tenantWith, s3 } = waybill();
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
