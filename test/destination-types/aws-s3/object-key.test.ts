import { describe, expect, it } from 'vitest';
import { keyFor } from '../../../lambdas/destination-types/aws-s3/s3-object.ts';
import { anEvent, aPlace, keyOf } from './builders.ts';

describe('an object key', () => {
  it('is {timestamp}_{event-id}.json by default', () => {
    expect(keyFor(anEvent(), aPlace())).toEqual({ key: '1704164645_evt_1.json' });
  });

  it('is the default when the template was written for batches', () => {
    const place = aPlace({ format: 'ndjson', key_template: "join('', [batch.id, '.gz'])" });
    expect(keyFor(anEvent(), place)).toEqual({ key: '1704164645_evt_1.json' });
  });

  it.each(['evt_1', 'a b/ü🌍', 'a/../b', '../../up', 'line\nbreak', 'x'.repeat(1_024)])(
    'is by default what the default template evaluates to, with the id %j',
    (id) => {
      const spelled = aPlace({
        key_template: `join('',[metadata.timestamp,'_',metadata."event-id",'.json'])`,
      });
      const [usual, evaluated] = [aPlace(), spelled].map((place) => keyFor(anEvent({ id }), place));
      expect(JSON.stringify(usual).replaceAll(/, /g, ',')).toBe(
        JSON.stringify(evaluated).replaceAll(/, /g, ','),
      );
    },
  );

  it('applies the joiner between all pieces', () => {
    const template = `join('/', [data.customer_id, metadata."event-id", '.json'])`;
    expect(keyOf(template, '{"customer_id":"c1"}')).toBe('c1/evt_1/.json');
  });

  it('is deterministic', () => {
    const event = anEvent({ data: '{"b":1,"a":2}' });
    const place = aPlace({ key_template: 'to_string(data)' });
    expect(keyFor(event, place)).toEqual(keyFor(event, place));
    expect(keyFor(event, place)).toEqual({ key: '{"b":1,"a":2}' });
  });
});

// The cases of Outpost's own tests (facts/outpost.md 2.6), where our rules agree with its.
describe('templates of Outpost', () => {
  const event = anEvent({
    id: 'event-123',
    topic: 'user.created',
    time: '2024-01-15T10:30:45Z',
    metadata: { env: 'production', region: 'us-west-2' },
    data: '{"user_id":"user-456","action":"login","customer_id":"cust-456","order_id":"order-789","count":42,"active":true,"empty":""}',
  });
  it.each([
    [
      `join('/', ['year=', time.year, 'month=', time.month, 'day=', time.day, metadata."event-id", '.json'])`,
      'year=/2024/month=/01/day=/15/event-123/.json',
    ],
    [
      `join('/', [metadata.topic, time.date, metadata."event-id"])`,
      'user.created/2024-01-15/event-123',
    ],
    [
      `join('/', ['users', data.user_id, 'actions', data.action, metadata."event-id"])`,
      'users/user-456/actions/login/event-123',
    ],
    [
      `join('/', [metadata.env, metadata.region, time.year, time.month, metadata.topic, data.customer_id, join('_', [data.order_id, time.unix])])`,
      'production/us-west-2/2024/01/user.created/cust-456/order-789_1705314645',
    ],
    ['data.count', '42'],
    ['data.active', 'true'],
    [`join('', ['events/', metadata."event-id", '.json'])`, 'events/event-123.json'],
    [
      `join('', [time.rfc3339_nano, '_', metadata."event-id", '.json'])`,
      '2024-01-15T10:30:45Z_event-123.json',
    ],
    [`metadata."event-id"`, 'event-123'],
    [
      `join('', ['logs/', time.year, '/', time.month, '/', metadata.topic, '/', time.day, '_', metadata."event-id", '.gz'])`,
      'logs/2024/01/user.created/15_event-123.gz',
    ],
    [`join('', ['static-key-', time.date, '.json'])`, 'static-key-2024-01-15.json'],
    [
      `join('/', ['data/raw', metadata.topic, time.date, metadata."event-id"])`,
      'data/raw/user.created/2024-01-15/event-123',
    ],
  ])('%s gives %s', (key_template, key) => {
    expect(keyFor(event, aPlace({ key_template }))).toEqual({ key });
  });
});

describe('time', () => {
  it.each([
    ['year', '2024'],
    ['month', '01'],
    ['day', '02'],
    ['hour', '03'],
    ['minute', '04'],
    ['second', '05'],
    ['date', '2024-01-02'],
    ['datetime', '2024-01-02T03:04:05'],
    ['unix', '1704164645'],
    ['rfc3339', '2024-01-02T03:04:05Z'],
    ['rfc3339_nano', '2024-01-02T03:04:05Z'],
  ])('has the field %s with the text %s', (name, text) => {
    expect(keyOf(`time.${name}`)).toBe(text);
    expect(keyOf(`type(time.${name})`)).toBe('string');
  });

  it.each([
    ['2024-01-02T03:04:05.100Z', '2024-01-02T03:04:05.1Z', '1704164645'],
    ['2024-01-02T03:04:05.123456789Z', '2024-01-02T03:04:05.123456789Z', '1704164645'],
    ['2024-01-02T03:04:05.000Z', '2024-01-02T03:04:05Z', '1704164645'],
    ['2024-01-02t03:04:05.5z', '2024-01-02T03:04:05.5Z', '1704164645'],
    ['2024-01-02T05:04:05.5+02:00', '2024-01-02T03:04:05.5Z', '1704164645'],
    ['1969-12-31T23:59:59.5Z', '1969-12-31T23:59:59.5Z', '-1'],
  ])('of %s is %s and %s', (time, nano, unix) => {
    const key_template = "join(' ', [time.rfc3339_nano, time.unix])";
    expect(keyFor(anEvent({ time }), aPlace({ key_template }))).toEqual({ key: `${nano} ${unix}` });
  });

  it('that is not valid is a server error, as publishing rejects such events', () => {
    expect(() => keyFor(anEvent({ time: 'yesterday' }), aPlace())).toThrow(RangeError);
  });
});

describe('metadata', () => {
  const event = anEvent({
    metadata: { 'X-Source': 'shöp\n', 'event-id': 'forged', big: 'b'.repeat(3000) },
  });
  const keyWith = (key_template: string) =>
    keyFor(
      event,
      aPlace({ key_template }, { delivery_metadata: { 'x-source': 'd', Team: 'blue' } }),
    );

  it.each([
    ['metadata."event-id"', 'evt_1'],
    ['replace(metadata."X-Source", `"\\n"`, \'\')', 'shöp'],
    ['replace(metadata."x-source", `"\\n"`, \'\')', 'shöp'],
    ['metadata.Team', 'blue'],
    ['metadata.team', 'blue'],
    ['to_string(length(metadata.big))', '3000'],
  ])('%s is %s, unencoded and complete', (template, key) => {
    expect(keyWith(template)).toEqual({ key });
  });
});

describe('a template is rejected', () => {
  it.each([
    ['data.none', 'The key template does not evaluate to a key: data.none is null.'],
    ['data.list', 'The key template does not evaluate to a key: data.list is an array.'],
    ['data.map', 'The key template does not evaluate to a key: data.map is an object.'],
    ['data.empty', 'The key template evaluates to an empty key.'],
    ['data.long', 'The key template evaluates to a key longer than 1,024 bytes.'],
    ['data.umlauts', 'The key template evaluates to a key longer than 1,024 bytes.'],
    ['data.control', 'The key template evaluates to a key with a control character.'],
    ['data.delete', 'The key template evaluates to a key with a control character.'],
    ['data.dot', 'The key template evaluates to a key with a . or .. path segment.'],
    ['data.dots', 'The key template evaluates to a key with a . or .. path segment.'],
    ["'..'", 'The key template evaluates to a key with a . or .. path segment.'],
    ['data.folder', 'The key template evaluates to a key that ends in /.'],
    [
      "join('', ['a/', data.list[0], '/'])",
      "The key template evaluates to a key that ends in /, through '/'.",
    ],
    [
      "join('/', ['a', data.dots, metadata.topic])",
      'The key template evaluates to a key with a . or .. path segment, through data.dots.',
    ],
    [
      "join('/', ['a', data.control, metadata.topic])",
      'The key template evaluates to a key with a control character, through data.control.',
    ],
    ['data.half', 'The key template evaluates to a key with a lone surrogate.'],
    ['data.constructor', 'The key template does not evaluate to a key: data.constructor is null.'],
    [
      'metadata.constructor',
      'The key template does not evaluate to a key: metadata.constructor is null.',
    ],
    ['time.toString', 'The key template does not evaluate to a key: time.toString is null.'],
    ['constructor', 'The key template does not evaluate to a key: constructor is null.'],
  ])('when %s gives no key', (template, error) => {
    const data = {
      list: ['a'],
      map: { a: 1 },
      empty: '',
      long: 'x'.repeat(1025),
      umlauts: 'ü'.repeat(513),
      control: 'a\nb',
      delete: 'a\u007fb',
      dot: 'a/./b',
      dots: '../b',
      half: 'a\ud83d',
      folder: 'a/b/',
    };
    expect(keyOf(template, JSON.stringify(data))).toBe(error);
  });

  it.each([
    ["join('/', [data.none])", 'data.none is null, and join() takes strings.'],
    [
      "join('/', [data.n])",
      'data.n is a number, and join() takes strings: write to_string(data.n).',
    ],
    ['$undefined', 'Error referencing undefined variable'],
    ['data.n / `0`', 'not-a-number: divide by zero'],
  ])('when %s cannot be evaluated, with the reason', (template, why) => {
    expect(keyOf(template, '{"n":1}')).toContain(
      `The key template cannot be evaluated for this event: ${why}`,
    );
  });

  it('when it no longer compiles', () => {
    expect(keyOf('nope(data)')).toBe('The key template calls an unknown function: nope().');
  });

  it('with a message that does not repeat the data', () => {
    const secret = 'geheim'.repeat(500);
    expect(keyOf('data.secret', JSON.stringify({ secret }))).not.toContain('geheim');
    expect(keyOf('abs(data.secret)', JSON.stringify({ secret }))).not.toContain('geheim');
  });
});

describe('accepts the unusual key', () => {
  it.each([
    ...['ü b+c', 'a//b', '%2F', '🎉', '/leading', 'a...b', '.hidden', 'a/.b', '...'],
    ...['a?b#c&d=e', "!-_.*'()", 'a\\b', 'x'.repeat(1024), 'ü'.repeat(512), 'false'],
  ])('%s', (key) => {
    expect(keyOf('data.key', JSON.stringify({ key }))).toBe(key);
  });
});
