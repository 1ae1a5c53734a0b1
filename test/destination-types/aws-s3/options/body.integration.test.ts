import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { awsS3 } from '../../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { objectWriter } from '../../../../lambdas/destination-types/aws-s3/object-writer.s3.ts';
import { objectVerifier } from '../../../../lambdas/destination-types/aws-s3/verification/object-verifier.s3.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { type StrictS3, startStrictS3 } from '../../../support/strict-s3.ts';
import { accessKey, anEvent, aPlace, open, present, untimed } from '../builders.ts';

const never = new AbortController().signal;
const data = '{"n":12345678901234567890,"x":1.0,"y":1e3}';
const event = anEvent({ data, metadata: { subject: 'order/1', region: 'eu', 'Trace-Id': 't' } });
const delivery_metadata = { team: 'blue', region: 'us' };
const CLOUD_EVENT = 'application/cloudevents+json';

const bodies = {
  data,
  event: `{"id":"evt_1","topic":"orders","time":"2024-01-02T03:04:05Z","metadata":{"Trace-Id":"t","region":"eu","subject":"order/1"},"data":${data}}`,
  cloudevents: `{"specversion":"1.0","id":"evt_1","source":"urn:waybill:local","type":"orders","time":"2024-01-02T03:04:05Z","datacontenttype":"application/json","region":"eu","subject":"order/1","data":${data}}`,
};

let s3: StrictS3;
beforeEach(async () => {
  s3 = await startStrictS3({ accessKeys: [accessKey] });
});
afterEach(() => s3.stop());

const here = (config: Settings) =>
  aPlace({ endpoint: s3.url, key_template: "'key'", ...config }, { delivery_metadata });

const write = async (config: Settings, written = event) => {
  const result = await untimed(objectWriter(open, present).write(written, here(config), never));
  expect(result).toMatchObject({ kind: 'delivered', code: 'OK' });
  return s3.objects.get('my-bucket/key') ?? s3.objects.get('my-bucket/key.gz');
};

describe.each(Object.entries(bodies))('the body %s', (body, text) => {
  it('is delivered and shown by the preview', async () => {
    const object = await write({ body });
    expect(object?.body.toString()).toBe(text);
    expect(await awsS3.preview(event, here({ body }), open)).toMatchObject({
      body: text,
      metadata: object?.metadata,
    });
  });

  it('ends with a newline if the config says so', async () => {
    const config = { body, trailing_newline: 'true' };
    expect((await write(config))?.body.toString()).toBe(`${text}\n`);
    expect(await awsS3.preview(event, here(config), open)).toMatchObject({ body: `${text}\n` });
  });

  it.each<Settings>([
    { compression: 'gzip' },
    { content_encoding: 'gzip', checksum: 'CRC64NVME' },
    { compression: 'gzip', checksum: 'SHA256', trailing_newline: 'true' },
  ])('is compressed with %j', async (config) => {
    const object = await write({ body, ...config });
    const end = config.trailing_newline ? '\n' : '';
    expect(gunzipSync(object?.body ?? '').toString()).toBe(text + end);
  });

  it('of 5 MB contains the data unchanged', async () => {
    const large = `{"x":1.0,"text":"${'é'.repeat(2_490_000)}"}`;
    const object = await write({ body }, { ...event, data: large });
    expect(object?.body.toString() === text.replace(data, large)).toBe(true);
  });

  it('is sent by the probe', async () => {
    await objectVerifier(open, present).verify(here({ body }), never);
    await write({ body });
    const [probe, put] = s3.requests.filter(({ method }) => method === 'PUT');
    expect(probe?.headers.get('content-type')).toBe(put?.headers.get('content-type'));
    expect(s3.objects.size).toBe(1);
  });
});

describe('a CloudEvent', () => {
  it.each<[Settings, string]>([
    [{}, CLOUD_EVENT],
    [{ content_encoding: 'gzip' }, CLOUD_EVENT],
    [{ compression: 'gzip' }, 'application/gzip'],
    [{ content_type: 'application/json; charset=utf-8' }, 'application/json; charset=utf-8'],
  ])('with %j has the type %s', async (config, contentType) => {
    expect(await write({ body: 'cloudevents', ...config })).toMatchObject({ contentType });
  });

  it('keeps metadata that is not an attribute on the object, with the usual precedence', async () => {
    const object = await write({ body: 'cloudevents' });
    expect(object?.metadata).toEqual({
      'event-id': 'evt_1',
      topic: 'orders',
      timestamp: '1704164645',
      'trace-id': 't',
      team: 'blue',
    });
  });

  it('keeps all metadata for the key template', async () => {
    const key_template = "join('/', [metadata.region, metadata.subject])";
    await objectWriter(open, present).write(
      event,
      here({ body: 'cloudevents', key_template }),
      never,
    );
    expect([...s3.objects.keys()]).toEqual(['my-bucket/eu/order/1']);
  });
});

describe('the metadata of the object', () => {
  it.each(['data', 'event'])('is complete with the body %s', async (body) => {
    expect((await write({ body }))?.metadata).toMatchObject({
      subject: 'order/1',
      region: 'eu',
      'trace-id': 't',
      team: 'blue',
    });
  });
});
