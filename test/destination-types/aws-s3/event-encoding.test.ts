import { CloudEvent, HTTP } from 'cloudevents';
import { describe, expect, it } from 'vitest';
import {
  ENCODINGS,
  type Encoding,
  encodedEvent,
} from '../../../lambdas/destination-types/aws-s3/event-encoding.ts';
import type { WritableEvent } from '../../../lambdas/destination-types/destination-type.ts';
import { anEvent } from './builders.ts';

const SOURCE = 'urn:waybill:prod';

const encoded = (encoding: Encoding, event: Partial<WritableEvent> = {}): string =>
  encodedEvent(anEvent(event), encoding, SOURCE);

/** What a consumer's SDK reads. It throws for text that is no CloudEvent. */
const read = (text: string): CloudEvent<unknown> => {
  const headers = { 'content-type': 'application/cloudevents+json' };
  const event = HTTP.toEvent({ headers, body: text });
  if (!(event instanceof CloudEvent)) throw new Error('more than one event');
  event.validate();
  return event;
};

const SPECIAL = [
  '{"n":12345678901234567890,"m":-9007199254740993}',
  '{"n":1.0,"m":1e3,"o":1E+400,"p":-0,"q":0.10}',
  '{ "b" : 1,\n\t"a" : [ ] }',
  '{"2":0,"1":0,"__proto__":{"a":1},"a":1,"a":2}',
  '{"é":"\u2028\u2029\u0085🎉\ufffe","e":"\\u00e9\\/\\"\\\\"}',
  '{"lone":"\\ud800","pair":"\\ud83c\\udf89","nul":"\\u0000"}',
  '{"data":"}","id":"\\"data\\":{}"}',
];

describe.each(ENCODINGS)('the encoding %s', (encoding) => {
  it.each(SPECIAL)('contains the text of the data %j unchanged', (data) => {
    const text = encoded(encoding, { data });
    const [head = '', rest] = encoded(encoding, { data: '@' }).split('@');
    expect(text).toBe(head + data + rest);
    expect(() => JSON.parse(text)).not.toThrow();
  });

  it('contains data of 5 MB unchanged', () => {
    const data = `{"n":1.0,"text":"${'é'.repeat(2_500_000)}"}`;
    const text = encoded(encoding, { data });
    expect(text.includes(data)).toBe(true);
    expect(text.length - data.length).toBeLessThan(200);
  });
});

describe.each(['event', 'cloudevents'] as const)('the encoding %s', (encoding) => {
  it('is the same for any order of the metadata', () => {
    const metadata = { b: '2', a: '1', 'a,b': '3' };
    const reversed = Object.fromEntries(Object.entries(metadata).reverse());
    expect(encoded(encoding, { metadata })).toBe(encoded(encoding, { metadata: reversed }));
  });
});

describe('the encoding event', () => {
  it('is the id, the topic, the time, the metadata and the data, in this order', () => {
    const event = { metadata: { Source: 'shop', n: '1' }, data: '{"a":1.0}' };
    expect(encoded('event', event)).toBe(
      '{"id":"evt_1","topic":"orders","time":"2024-01-02T03:04:05Z","metadata":{"Source":"shop","n":"1"},"data":{"a":1.0}}',
    );
  });

  it('escapes what the other members contain', () => {
    const metadata = Object.fromEntries([
      ['"', '\n\u2028"}'],
      ['toJSON', 'x'],
    ]);
    const event = { id: 'e"}', topic: '\\', metadata };
    expect(JSON.parse(encoded('event', event))).toEqual({
      ...event,
      time: '2024-01-02T03:04:05Z',
      data: {},
    });
  });
});

describe('the encoding cloudevents', () => {
  it('is a CloudEvent 1.0', () => {
    const metadata = { subject: 'order/1', region: 'eu' };
    expect(encoded('cloudevents', { metadata, data: '{"a":1.0}' })).toBe(
      '{"specversion":"1.0","id":"evt_1","source":"urn:waybill:prod","type":"orders","time":"2024-01-02T03:04:05Z","datacontenttype":"application/json","region":"eu","subject":"order/1","data":{"a":1.0}}',
    );
  });

  it.each(SPECIAL)('is read by an SDK, with the data %j', (data) => {
    const event = read(encoded('cloudevents', { data }));
    expect(event).toMatchObject({ id: 'evt_1', source: SOURCE, type: 'orders' });
    expect(event.data).toEqual(JSON.parse(data));
  });

  it.each([
    ['subject', 'order/1'],
    ['a', ''],
    ['0', '0'],
    ['traceparent', '00-4bf9-01'],
    ['abcdefghij0123456789', 'é🎉'],
    ['constructor', 'x'],
  ])('has the attribute %s of the metadata', (name, value) => {
    const text = encoded('cloudevents', { metadata: { [name]: value } });
    expect(JSON.parse(text)).toHaveProperty([name], value);
    expect(read(text)).toHaveProperty([name], value);
  });

  it.each([
    ...['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'dataschema', 'data'].map(
      (name) => [name, 'forged'],
    ),
    ['data_base64', 'e30='],
    ['Region', 'x'],
    ['event-id', 'x'],
    ['é', 'x'],
    ['', 'x'],
    ['a\n', 'x'],
    ['abcdefghij0123456789x', 'x'],
    ['subject', ''],
    ['control', 'a\nb'],
    ['noncharacter', '\ufffe'],
  ])('omits metadata with the name %j and the value %j', (name = '', value = '') => {
    const text = encoded('cloudevents', { metadata: { [name]: value } });
    expect(text).toBe(encoded('cloudevents'));
  });

  it('has the type waybill.event for an event without a topic', () => {
    expect(read(encoded('cloudevents', { topic: '' })).type).toBe('waybill.event');
  });
});
