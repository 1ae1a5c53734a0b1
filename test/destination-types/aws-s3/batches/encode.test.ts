import { promisify } from 'node:util';
import { gunzip, zstdDecompress } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  batchExtension,
  encode,
} from '../../../../lambdas/destination-types/aws-s3/batches/encode.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import { anEvent } from '../builders.ts';

const SOURCE = 'urn:waybill:local';
const EXACT = '{"n":1.10,"e":1e3,"big":12345678901234567890,"text":"Zürich \\u00fc \\n 😀","z":{}}';
const events = [
  anEvent({ data: EXACT, metadata: { subject: 'order/1', 'X-Own': 'b', a: 'a' } }),
  anEvent({ id: 'evt_2', topic: '', data: '{\r\n  "a": [\n1,\r2\n]\r\n}' }),
];

const text = async (config: Settings) => (await encode(events, config, SOURCE)).body.toString();

describe('NDJSON', () => {
  it('has one event per line, with its data as published', async () => {
    expect(await text({ compression: 'none' })).toBe(
      [
        `{"id":"evt_1","topic":"orders","time":"2024-01-02T03:04:05Z","metadata":{"X-Own":"b","a":"a","subject":"order/1"},"data":${EXACT}}\n`,
        '{"id":"evt_2","topic":"","time":"2024-01-02T03:04:05Z","metadata":{},"data":{    "a": [ 1, 2 ]  }}\n',
      ].join(''),
    );
  });

  it('may have the data alone, or CloudEvents', async () => {
    expect(await text({ compression: 'none', body: 'data' })).toBe(
      `${EXACT}\n{    "a": [ 1, 2 ]  }\n`,
    );
    const lines = (await text({ compression: 'none', body: 'cloudevents' })).split('\n');
    expect(lines[0]).toBe(
      `{"specversion":"1.0","id":"evt_1","source":"urn:waybill:local","type":"orders","time":"2024-01-02T03:04:05Z","datacontenttype":"application/json","a":"a","subject":"order/1","data":${EXACT}}`,
    );
    expect(lines).toHaveLength(3);
  });

  it.each([
    [{}, '.ndjson.gz', 'application/gzip', promisify(gunzip)],
    [{ compression: 'gzip' }, '.ndjson.gz', 'application/gzip', promisify(gunzip)],
    [{ compression: 'zstd' }, '.ndjson.zst', 'application/zstd', promisify(zstdDecompress)],
    [{ compression: 'none' }, '.ndjson', 'application/x-ndjson', async (body: Buffer) => body],
  ])('with %j has the extension %s and the type %s', async (config, extension, type, decode) => {
    const { body, contentType } = await encode(events, config, SOURCE);
    expect([batchExtension(config), contentType]).toEqual([extension, type]);
    expect((await decode(body)).toString()).toBe(await text({ compression: 'none' }));
    expect(await encode(events, config, SOURCE)).toEqual({ body, contentType });
  });

  it('has the same bytes whatever the order of the metadata', async () => {
    const [first, second] = [
      { a: '1', b: '2' },
      { b: '2', a: '1' },
    ].map((metadata) => encode([anEvent({ metadata })], {}, SOURCE));
    expect(await first).toEqual(await second);
  });
});
