import { createHash } from 'node:crypto';
import { ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, test } from 'vitest';
import { eventually, waybill } from '../support/waybill.ts';

const { api, apiKey, ask, enqueue, largeEventsBucket, objects, s3, tenantWith } = waybill();

const folder = (name: string) => ({
  config: {
    bucket: 'another-bucket',
    region: 'us-east-1',
    key_template: `join('/', ['${name}', metadata."event-id"])`,
  },
});

/**
 * JSON of about this many bytes that JavaScript would serialize differently, with the special
 * values at both ends.
 */
function oddData(bytes: number): string {
  const odd = `"10":1.0,"2":12345678901234567890,"e":-1e3,"é":"ü🌍\\u0000\\uFFFE\\/","":{"b":[[]],"a":null}`;
  const row = `{"z":1.10,"a":[1,2.50,-0.0,1E400],"text":"${'ß'.repeat(400)}","deep":{"y":{"x":{}}}},`;
  return `{${odd},"rows":[${row.repeat(bytes / Buffer.byteLength(row))}{}],"last":0.10}`;
}

const theObject = (prefix: string) =>
  eventually(async () => (await objects(prefix, 'another-bucket'))[0]);

/** Gets an event as text, because `api` would parse it. */
const eventText = async (id: string, headers: Record<string, string> = {}) => {
  const answer = await ask(`/api/v1/events/${id}`, {
    headers: { authorization: `Bearer ${apiKey}`, ...headers },
  });
  return { status: answer.status, text: await answer.text(), headers: answer.headers };
};

/** Compares the delivered data and the API's response with the published data. */
async function expectToTheLetter(prefix: string, id: string, data: string): Promise<void> {
  const object = await theObject(`${prefix}/${id}`);
  expect(object.body === data).toBe(true);
  const { status, text } = await eventText(id);
  expect(status).toBe(200);
  expect(text.includes(`"data":${data}`)).toBe(true);
}

/** Stores a payload where messages may point to, and sends a message that does. */
async function enqueueByPointer(s3Key: string, payload: string): Promise<string> {
  const s3BucketName = largeEventsBucket;
  await s3.send(new PutObjectCommand({ Bucket: s3BucketName, Key: s3Key, Body: payload }));
  return enqueue(['software.amazon.payloadoffloading.PayloadS3Pointer', { s3BucketName, s3Key }]);
}

/** The number of objects in the bucket of large events that hold data of an event. */
const countPayloadsOf = async (tenant: string, id: string): Promise<number> => {
  const owner = createHash('sha256')
    .update(JSON.stringify([tenant, id]))
    .digest('hex');
  const { KeyCount = 0 } = await s3.send(
    new ListObjectsV2Command({ Bucket: largeEventsBucket, Prefix: `events/${owner}/` }),
  );
  return KeyCount;
};

describe('over HTTP', () => {
  test.each([
    ['1 MB', 1_000_000],
    ['almost 5 MB', 4_980_000],
  ])('an event of %s is delivered and returned byte for byte', async (_name, bytes) => {
    const tenant = `large-http-${bytes}`;
    await tenantWith(tenant, folder(tenant));
    const data = oddData(bytes);
    const body = `{"tenant_id":"${tenant}","id":"${tenant}","topic":"orders","data":${data}}`;
    expect(await api('POST', '/publish', body)).toMatchObject({ status: 202 });
    await expectToTheLetter(tenant, tenant, data);
  });

  test('a small event is stored inline, without an object in the bucket', async () => {
    await tenantWith('large-not', folder('large-not'));
    const data = JSON.stringify({ blob: 'x'.repeat(200_000) });
    await api(
      'POST',
      '/publish',
      `{"tenant_id":"large-not","id":"not","topic":"orders","data":${data}}`,
    );
    await expectToTheLetter('large-not', 'not', data);
    expect(await countPayloadsOf('large-not', 'not')).toBe(0);
  });

  test('an event over the limit is rejected with the limit in the message', async () => {
    const event = { tenant_id: 'large-over', data: { blob: 'x'.repeat(5_000_000) } };
    const answer = await api('POST', '/publish', event);
    expect(answer).toMatchObject({
      status: 413,
      body: {
        message: expect.stringMatching(/^event is 50\d{5} bytes; the limit is 5000000 bytes$/),
      },
    });
  });

  test('a batch may contain a large event', async () => {
    await tenantWith('large-batch', folder('large-batch'));
    const data = oddData(400_000);
    const small =
      '{"tenant_id":"large-batch","id":"batch-small","topic":"orders","data":{"n":1.0}}';
    const large = `{"tenant_id":"large-batch","id":"batch-large","topic":"orders","data":${data}}`;
    const over = JSON.stringify({
      tenant_id: 'large-batch',
      data: {},
      metadata: { m: 'x'.repeat(263_000) },
    });
    const answer = await api('POST', '/publish/batch', `{"events":[${small},${over},${large}]}`);
    expect(answer).toMatchObject({
      status: 207,
      body: { results: [{ status: 202 }, { status: 413 }, { status: 202, id: 'batch-large' }] },
    });
    await expectToTheLetter('large-batch', 'batch-large', data);
    await expectToTheLetter('large-batch', 'batch-small', '{"n":1.0}');
  });

  test('a large event published again with other data keeps its original data', async () => {
    await tenantWith('large-again', folder('large-again'));
    const data = oddData(400_000);
    const publish = (json: string) =>
      api(
        'POST',
        '/publish',
        `{"tenant_id":"large-again","id":"again","topic":"orders","data":${json}}`,
      );
    expect((await publish(data)).body).toMatchObject({ duplicate: false });
    expect((await publish(oddData(500_000))).body).toMatchObject({ duplicate: true });
    expect(await countPayloadsOf('large-again', 'again')).toBe(1);
    await expectToTheLetter('large-again', 'again', data);
  });
});

describe('through the queue', () => {
  test('an event of 900 KB fits into the message', async () => {
    await tenantWith('large-direct', folder('large-direct'));
    const data = oddData(890_000);
    const id = await enqueue(`{"tenant_id":"large-direct","topic":"orders","data":${data}}`);
    await expectToTheLetter('large-direct', id, data);
  });

  test('an event of 5 MB is read from the object the message points to', async () => {
    await tenantWith('large-pointer', folder('large-pointer'));
    const data = oddData(4_980_000);
    const payload = `{"tenant_id":"large-pointer","topic":"orders","data":${data}}`;
    const id = await enqueueByPointer('publish/large-pointer', payload);
    await expectToTheLetter('large-pointer', id, data);
  });

  test('several large events at once all arrive', async () => {
    await tenantWith('large-several', folder('large-several'));
    const data = oddData(800_000);
    const payload = `{"tenant_id":"large-several","topic":"orders","data":${data}}`;
    const ids = await Promise.all(
      Array.from({ length: 5 }, (_, n) => enqueueByPointer(`publish/large-several-${n}`, payload)),
    );
    for (const id of ids) await expectToTheLetter('large-several', id, data);
  });
});

test('a key template and a filter read all data of a large event', async () => {
  const filter = { data: { '2': { $gt: 1e18 }, last: 0.1 } };
  const config = {
    bucket: 'another-bucket',
    region: 'us-east-1',
    key_template: `join('/', ['large-template', to_string(data."2"), to_string(length(data.rows))])`,
  };
  await tenantWith('large-template', { config, filter });
  const data = oddData(800_000);
  await api(
    'POST',
    '/publish',
    `{"tenant_id":"large-template","id":"t","topic":"orders","data":${data}}`,
  );
  const rows = JSON.parse(data).rows.length;
  const object = await theObject('large-template/');
  expect(object.key).toBe(`large-template/12345678901234567890/${rows}`);
  expect(object.body === data).toBe(true);
});

test('a parked large event arrives when its destination is enabled', async () => {
  const id = await tenantWith('large-parked', folder('large-parked'));
  const destination = `/tenants/large-parked/destinations/${id}`;
  await api('PUT', `${destination}/disable`);
  const data = oddData(400_000);
  const body = `{"tenant_id":"large-parked","id":"parked","topic":"orders","data":${data}}`;
  expect((await api('POST', '/publish', body)).body).toMatchObject({
    parked_destination_ids: [id],
  });
  await eventually(
    async () => (await api('GET', '/parked/count?tenant_id=large-parked')).body.count,
  );
  await api('PUT', `${destination}/enable`);
  await expectToTheLetter('large-parked', 'parked', data);
});

test('a large event can be retried manually', async () => {
  const id = await tenantWith('large-retry', folder('large-retry'));
  const data = oddData(400_000);
  await api(
    'POST',
    '/publish',
    `{"tenant_id":"large-retry","id":"retry","topic":"orders","data":${data}}`,
  );
  const attempts = (count: number) =>
    eventually(async () => {
      const { body } = await api('GET', '/attempts?event_id=retry&include=event.data');
      return body.models.length === count && body.models;
    });
  await attempts(1);
  expect(await api('POST', '/retry', { event_id: 'retry', destination_id: id })).toMatchObject({
    status: 202,
  });
  expect(await attempts(2)).toMatchObject([{ status: 'success' }, { status: 'success' }]);
});

test('an event too large for a plain response is compressed if the client accepts it', async () => {
  await tenantWith('large-quotes', folder('large-quotes'));
  const data = `{"quotes":"${'\\"'.repeat(1_700_000)}"}`;
  const payload = `{"tenant_id":"large-quotes","topic":"orders","data":${data}}`;
  const id = await enqueueByPointer('publish/large-quotes', payload);
  await theObject(`large-quotes/${id}`);
  const asked = await eventText(id, { 'accept-encoding': 'gzip' });
  expect(asked.headers.get('content-encoding')).toBe('gzip');
  expect(asked.text.includes(`"data":${data}`)).toBe(true);
  expect(await eventText(id, { 'accept-encoding': 'identity' })).toMatchObject({ status: 406 });
});

test('an erasure deletes the data of large events', async () => {
  await tenantWith('large-erased', folder('large-erased'));
  const data = oddData(400_000);
  await api(
    'POST',
    '/publish',
    `{"tenant_id":"large-erased","id":"erased","topic":"orders","data":${data}}`,
  );
  await expectToTheLetter('large-erased', 'erased', data);
  expect(await countPayloadsOf('large-erased', 'erased')).toBe(1);
  expect((await api('DELETE', '/tenants/large-erased/events')).status).toBe(202);
  await eventually(async () => (await countPayloadsOf('large-erased', 'erased')) === 0);
  await eventually(async () => (await eventText('erased')).status === 404);
});
