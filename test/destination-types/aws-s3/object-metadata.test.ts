import { describe, expect, it } from 'vitest';
import {
  encodedWords,
  objectMetadata,
} from '../../../lambdas/destination-types/aws-s3/object-metadata.ts';
import type { Settings } from '../../../lambdas/destination-types/destination-type.ts';
import { anEvent } from './builders.ts';

const system = { 'event-id': 'evt_1', topic: 'orders', timestamp: '1704164645' };

/** The stored entries except the system's. */
const stored = (metadata: Settings, delivery: Settings = {}): Settings =>
  Object.fromEntries(
    Object.entries(objectMetadata(anEvent({ metadata }), delivery)).filter(
      ([name]) => !Object.hasOwn(system, name),
    ),
  );

/** Bytes as S3 counts them. */
const size = (metadata: Settings): number =>
  Buffer.byteLength(Object.entries(metadata).flat().join(''));

describe('object metadata', () => {
  it('is the id, the topic and the Unix seconds of the event', () => {
    expect(objectMetadata(anEvent(), {})).toEqual(system);
  });

  it('contains the entries of the event and of the destination', () => {
    expect(objectMetadata(anEvent({ metadata: { source: 'checkout' } }), { team: 'blue' })).toEqual(
      {
        ...system,
        source: 'checkout',
        team: 'blue',
      },
    );
  });

  it('gives system precedence over event, and event over destination', () => {
    const metadata = { 'event-id': 'forged', Topic: 'forged', TIMESTAMP: '0', source: 'event' };
    const delivery = { 'event-id': 'forged', topic: 'forged', Source: 'destination' };
    expect(objectMetadata(anEvent({ metadata }), delivery)).toEqual({ ...system, source: 'event' });
  });

  it.each([
    ['Source', 'source'],
    ['X-Trace_Id.1', 'x-trace_id.1'],
    ['order id', 'order-id'],
    ['a:b/c(d)', 'a-b-c-d-'],
    ['straße', 'stra-e'],
    ['🎉', '-'],
    ['', '-'],
    ['a\r\nb', 'a--b'],
    ['__proto__', '__proto__'],
    ["!#$%&'*+-.^_`|~", "!#$%&'*+-.^_`|~"],
  ])('stores a name %j as %j', (name, header) => {
    expect(Object.entries(stored(Object.fromEntries([[name, 'x']])))).toEqual([[header, 'x']]);
  });

  it('keeps the lower-case entry among names with the same stored name, in any order', () => {
    expect(stored({ A: '1', a: '2' })).toEqual({ a: '2' });
    expect(stored({ a: '2', A: '1' })).toEqual({ a: '2' });
  });

  it.each(['plain', '', 'a b', '~!@#$%^&*()_+{}|:"<>?', '%F0%9F', '=X?'])(
    'stores a value %j unchanged',
    (value) => {
      expect(stored({ value })).toEqual({ value });
    },
  );

  it.each([
    ['ü', '=?UTF-8?B?w7w=?='],
    ['日本', '=?UTF-8?B?5pel5pys?='],
    ['a\nb', '=?UTF-8?B?YQpi?='],
    ['a\tb', '=?UTF-8?B?YQli?='],
    ['\u007f', '=?UTF-8?B?fw==?='],
    [' a', '=?UTF-8?B?IGE=?='],
    ['a ', '=?UTF-8?B?YSA=?='],
    ['a  b', '=?UTF-8?B?YSAgYg==?='],
    ['=?UTF-8?B?w7w=?=', '=?UTF-8?B?PT9VVEYtOD9CP3c3dz0/PQ==?='],
  ])('stores a value %j as the RFC 2047 encoded word %s', (value, encoded) => {
    expect(stored({ value })).toEqual({ value: encoded });
  });
});

describe('metadata of over 2 KB', () => {
  it('of exactly 2,048 bytes is kept', () => {
    const room = 2048 - size(system) - 'big'.length;
    const whole = objectMetadata(anEvent({ metadata: { big: 'x'.repeat(room) } }), {});
    expect(size(whole)).toBe(2048);
    expect(whole['waybill-omitted']).toBeUndefined();
    expect(stored({ big: 'x'.repeat(room + 1) })).toEqual({ 'waybill-omitted': 'big' });
  });

  it('omits the largest entries of the event first, and lists them', () => {
    const metadata = {
      small: 'x',
      large: 'x'.repeat(900),
      larger: 'y'.repeat(1000),
      mid: 'z'.repeat(800),
    };
    const result = stored(metadata, { mine: 'm'.repeat(500) });
    expect(Object.keys(result).sort()).toEqual(['mid', 'mine', 'small', 'waybill-omitted']);
    expect(result['waybill-omitted']).toBe('larger,large');
  });

  it('omits entries of the destination only after all of the event', () => {
    const result = stored({ a: 'x' }, { big: 'b'.repeat(1500), bigger: 'b'.repeat(1600) });
    expect(Object.keys(result).sort()).toEqual(['big', 'waybill-omitted']);
    expect(result['waybill-omitted']).toBe('a,bigger');
  });

  it('counts the encoded length of values', () => {
    expect(stored({ text: '日'.repeat(600) })).toEqual({ 'waybill-omitted': 'text' });
  });

  it('chooses among entries of the same size by name', () => {
    const metadata = { b: 'x'.repeat(900), a: 'x'.repeat(900), c: 'x'.repeat(900) };
    expect(stored(metadata)['waybill-omitted']).toBe('a');
  });

  it('lists as many omitted names as fit and counts the rest', () => {
    const metadata = Object.fromEntries(
      Array.from({ length: 40 }, (_, n) => [`${n}-${'n'.repeat(60)}`, 'x'.repeat(100)]),
    );
    const result = objectMetadata(anEvent({ metadata }), {});
    expect(result['waybill-omitted']).toMatch(/^\d+-n+,\d+-n+,\d+-n+,\+\d+$/);
    const [, rest] = /\+(\d+)$/.exec(result['waybill-omitted'] ?? '') ?? [];
    const others = Object.keys(result).length - Object.keys(system).length - 1;
    expect(others + 3 + Number(rest)).toBe(40);
    expect(size(result)).toBeLessThanOrEqual(2048);
  });

  it('counts even a single omitted name that is too long to list', () => {
    expect(stored({ ['n'.repeat(3000)]: 'x' })).toEqual({ 'waybill-omitted': '+1' });
  });

  it('ignores an omission entry set by a tenant', () => {
    expect(stored({ 'Waybill-Omitted': 'x' }, { 'waybill-omitted': 'y' })).toEqual({});
    expect(stored({ 'waybill-omitted': 'x', big: 'x'.repeat(3000) })).toEqual({
      'waybill-omitted': 'big',
    });
  });

  it('keeps at most 60 entries, as their names also count towards the header limit', () => {
    const metadata = Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`n${n}`, '']));
    const result = objectMetadata(anEvent({ metadata }), {});
    expect(Object.keys(result)).toHaveLength(60);
    expect(result['waybill-omitted']).toMatch(/\+\d+$/);
  });

  it.each([
    ['ASCII', 'i'],
    ['CJK', '日'],
    ['emoji', '🎉'],
  ])('truncates ids and topics of %s as a last resort', (_, letter) => {
    const event = anEvent({
      id: letter.repeat(5000),
      topic: letter.repeat(5000),
      metadata: { a: 'x', ['n'.repeat(100)]: 'y', ['m'.repeat(99)]: 'z' },
    });
    const result = objectMetadata(event, {});
    expect(size(result)).toBeLessThanOrEqual(2048);
    expect(result.timestamp).toBe('1704164645');
  });

  it('does not truncate ids and topics of the maximum length', () => {
    const event = anEvent({
      id: 'i'.repeat(128),
      topic: 't'.repeat(128),
      metadata: { a: 'x'.repeat(5000) },
    });
    expect(objectMetadata(event, {})).toEqual({
      ...system,
      'event-id': event.id,
      topic: event.topic,
      'waybill-omitted': 'a',
    });
  });

  it('is built in linear time for any number of entries', () => {
    const metadata = Object.fromEntries(Array.from({ length: 30_000 }, (_, n) => [`n${n}`, 'xyz']));
    expect(size(objectMetadata(anEvent({ metadata }), {}))).toBeLessThanOrEqual(2048);
  });
});

/** Decodes RFC 2047 B words in UTF-8, each by itself as section 5 requires. */
const decoded = (words: string): string =>
  words
    .split(' ')
    .map((word) => {
      const [, base64 = ''] = /^=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=$/.exec(word) ?? [];
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
    })
    .join('');

describe('encoded words', () => {
  it.each([
    'ü',
    'a\nb\r\nc',
    '日本語'.repeat(50),
    '🎉'.repeat(100),
    `a${'🎉'.repeat(11)}`,
    'x'.repeat(1000),
    '=?UTF-8?B?w7w=?=',
    '  ',
  ])('can be decoded: %j', (text) => {
    expect(decoded(encodedWords(text))).toBe(text);
  });

  it('are at most 75 characters long', () => {
    const words = encodedWords('日本語🎉x'.repeat(100)).split(' ');
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
  });

  it('use the full 75 characters', () => {
    expect(encodedWords('x'.repeat(45)).split(' ')).toHaveLength(1);
    expect(encodedWords('x'.repeat(46)).split(' ')).toHaveLength(2);
  });

  it('contain a replacement character for a lone surrogate', () => {
    expect(decoded(encodedWords('a\ud83d'))).toBe('a\ufffd');
  });
});
