import { describe, expect, test } from 'vitest';
import { parseEvent } from '../../lambdas/publishing/parse-event.ts';

const DEFAULTS = { id: 'evt_default', time: '2026-11-22T10:00:00.000Z' };
const read = (body: unknown, topics: string[] = []) =>
  parseEvent(JSON.stringify(body), DEFAULTS, topics);

test('parses the documented event unchanged', () => {
  const text =
    '{"tenant_id":"acme","topic":"orders","data":{"order_id":"123","status":"created"},"metadata":{"source":"checkout-service"}}';
  expect(parseEvent(text, DEFAULTS, [])).toEqual({
    event: {
      id: 'evt_default',
      tenant_id: 'acme',
      topic: 'orders',
      time: '2026-11-22T10:00:00.000Z',
      metadata: { source: 'checkout-service' },
      data: '{"order_id":"123","status":"created"}',
      eligible_for_retry: true,
    },
    destination_id: undefined,
  });
});

test('keeps all given fields, with the time in UTC', () => {
  const body = {
    id: 'evt_1',
    tenant_id: 'acme',
    destination_id: 'des_1',
    time: '2026-11-22T12:00:00+02:00',
    eligible_for_retry: false,
    data: {},
  };
  expect(read(body)).toMatchObject({
    event: { id: 'evt_1', topic: '', time: '2026-11-22T10:00:00Z', eligible_for_retry: false },
    destination_id: 'des_1',
  });
});

test('treats null and empty strings as absent', () => {
  const body = {
    id: '',
    tenant_id: 'acme',
    topic: null,
    destination_id: '',
    time: null,
    metadata: null,
    eligible_for_retry: null,
    data: {},
  };
  expect(read(body)).toMatchObject({
    event: { id: 'evt_default', topic: '', metadata: {} },
    destination_id: undefined,
  });
});

test.each(['/a', '//', 'a/../b', 'a/./b', './a', '../a', 'a/.', 'a/..', '.', '..'])(
  'rejects an id %j that an object key cannot contain',
  (id) => {
    expect(read({ tenant_id: 'acme', data: {}, id })).toEqual({
      kind: 'invalid',
      errors: [
        'id must not begin with / or have a . or .. path segment, because it becomes part of object keys',
      ],
    });
  },
);

test.each(['a/b', 'a/', 'a//b', 'a./b', 'a/.b', '...', 'a/.../b', '.a', 'a..b', '%2E%2E/a'])(
  'accepts an id %j that an object key can contain',
  (id) => {
    expect(read({ tenant_id: 'acme', data: {}, id })).toMatchObject({ event: { id } });
  },
);

test('omits metadata entries whose value is null', () => {
  const metadata = { user_id: null, source: 'api' };
  expect(read({ tenant_id: 'acme', data: {}, metadata })).toMatchObject({
    event: { metadata: { source: 'api' } },
  });
  expect(read({ tenant_id: 'acme', data: {}, metadata })).not.toHaveProperty(
    'event.metadata.user_id',
  );
});

test('keeps data byte for byte', () => {
  const data = '{"id":12345678901234567890,"x":1.0,"y":1e3,"s":"<&>\\u2028"}';
  expect(parseEvent(`{"data":${data},"tenant_id":"acme"}`, DEFAULTS, [])).toMatchObject({
    event: { data },
  });
});

describe('a rejection names the field and its error', () => {
  const valid = { tenant_id: 'acme', data: {} };
  test.each([
    [{ data: {} }, 'tenant_id is required'],
    [{ ...valid, tenant_id: '' }, 'tenant_id is required'],
    [{ ...valid, tenant_id: 5 }, 'tenant_id must be a string'],
    [{ tenant_id: 'acme' }, 'data must be a valid JSON object'],
    [{ ...valid, data: [] }, 'data must be a valid JSON object'],
    [{ ...valid, data: 'text' }, 'data must be a valid JSON object'],
    [{ ...valid, data: null }, 'data must be a valid JSON object'],
    [
      { ...valid, time: 'yesterday' },
      'time must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
    ],
    [{ ...valid, time: '' }, 'time must be an RFC 3339 time, such as 2026-11-22T10:00:00Z'],
    [{ ...valid, time: 1763805600 }, 'time must be a string'],
    [{ ...valid, topics: 'orders' }, 'topics is not a known field; did you mean topic?'],
    [{ ...valid, metadata: { source: 5 } }, 'metadata.source must be a string'],
    [{ ...valid, metadata: [] }, 'metadata must be an object'],
    [{ ...valid, id: 'x'.repeat(129) }, 'id must have at most 128 characters'],
    [{ ...valid, tenant_id: 'x'.repeat(129) }, 'tenant_id must have at most 128 characters'],
    [
      { ...valid, destination_id: 'x'.repeat(129) },
      'destination_id must have at most 128 characters',
    ],
    [
      { ...valid, time: '9999-12-31T23:59:59-01:00' },
      'time must be an RFC 3339 time, such as 2026-11-22T10:00:00Z',
    ],
    [{ ...valid, id: 'a\nb' }, 'id must not contain control characters'],
    [
      { ...valid, id: 'bat_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' },
      'id must not be bat_ followed by a ULID: such ids are reserved for batches',
    ],
    [{ ...valid, topic: '\ud800' }, 'topic must be well-formed Unicode'],
    [{ ...valid, eligible_for_retry: 'yes' }, 'eligible_for_retry must be a boolean'],
    [[], 'body must be a JSON object'],
    ['text', 'body must be a JSON object'],
    [null, 'body must be a JSON object'],
  ])('%j: %s', (body, error) => {
    expect(read(body)).toEqual({ kind: 'invalid', errors: [error] });
  });

  test('reports all errors at once', () => {
    expect(read({ time: 'x' })).toMatchObject({
      errors: expect.arrayContaining(['tenant_id is required', 'data must be a valid JSON object']),
    });
  });

  test.each(['', '  ', '{', '{"tenant_id":}', 'undefined'])('that %j is not JSON', (text) => {
    expect(parseEvent(text, DEFAULTS, [])).toMatchObject({ kind: 'malformed' });
  });
});

describe('topics', () => {
  const event = { tenant_id: 'acme', data: {} };
  test.each([
    ['orders', undefined],
    ['*', undefined],
    [undefined, 'topic is required'],
    ['invoices', 'topic is invalid: it must be one of orders, users'],
  ])('validates %j against the configured topics', (topic, error) => {
    const result = read({ ...event, topic }, ['orders', 'users']);
    expect('errors' in result ? result.errors[0] : undefined).toBe(error);
  });
});

describe('hostile input', () => {
  const event = (members: string) => `{"tenant_id":"acme",${members}}`;
  const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels);
  const many = (count: number, one: (n: number) => string) =>
    Array.from({ length: count }, (_, n) => one(n)).join(',');

  test('accepts data nested 500 levels deep, and rejects 501', () => {
    const text = (levels: number) => event(`"data":{"a":${nested(levels - 1)}}`);
    expect(parseEvent(text(500), DEFAULTS, [])).toHaveProperty('event');
    for (const levels of [501, 100_000]) {
      expect(parseEvent(text(levels), DEFAULTS, [])).toEqual({
        kind: 'invalid',
        errors: ['data must have at most 500 levels of objects and lists'],
      });
    }
  });

  test.each([
    ['an unknown member', `"x":${nested(100_000)},"data":{}`, undefined],
    ['metadata', `"metadata":${nested(100_000)},"data":{}`, 'metadata must be an object'],
    [
      'a value of metadata',
      `"metadata":{"a":${nested(100_000)}},"data":{}`,
      'metadata.a must be a string',
    ],
    ['another field', `"topic":${nested(100_000)},"data":{}`, 'topic must be a string'],
  ])('parses %s nested 100,000 levels deep without a stack overflow', (_name, members, error) => {
    const result = parseEvent(event(members), DEFAULTS, []);
    expect('errors' in result ? result.errors : [undefined]).toEqual([error]);
  });

  test('rejects more than 100 metadata entries, and limits the reported errors', () => {
    const text = (count: number, value: string) =>
      event(`"metadata":{${many(count, (n) => `"${n}":${value}`)}},"data":{}`);
    expect(parseEvent(text(100, '""'), DEFAULTS, [])).toHaveProperty('event');
    for (const [count, value] of [
      [101, '""'],
      [100_000, '0'],
    ] as const) {
      expect(parseEvent(text(count, value), DEFAULTS, [])).toEqual({
        kind: 'invalid',
        errors: ['metadata must have at most 100 entries'],
      });
    }
    const result = parseEvent(text(100, '0'), DEFAULTS, []);
    expect(result).toMatchObject({ errors: { length: 21, 20: 'and 80 more errors' } });
  });

  test.each([
    ['a name', '{"a\\ud800":"b"}'],
    ['a value', '{"a":"b\\udc00"}'],
  ])('rejects a lone surrogate in %s of metadata, which DynamoDB cannot store', (_name, map) => {
    expect(parseEvent(event(`"metadata":${map},"data":{}`), DEFAULTS, [])).toEqual({
      kind: 'invalid',
      errors: [expect.stringMatching(/^metadata\.a\S* must be well-formed Unicode$/)],
    });
  });

  test('truncates a long name in an error', () => {
    const result = read({ tenant_id: 'acme', data: {}, metadata: { ['x'.repeat(100_000)]: 5 } });
    expect(result).toEqual({
      kind: 'invalid',
      errors: [`metadata.${'x'.repeat(64)}… must be a string`],
    });
  });

  test.each([
    [
      'numbers beyond any double',
      '{"a":1e999999,"b":-1e-999999,"c":123456789012345678901234567890}',
    ],
    ['half a character', '{"a":"\\ud800","\\udfff":1}'],
    ['members of one name', '{"a":1,"a":{"b":2,"b":3}}'],
    ['names of JavaScript’s own', '{"__proto__":{"x":1},"constructor":1,"toString":null,"":0}'],
    ['a number of 200,000 digits', `{"a":${'9'.repeat(200_000)}}`],
    ['a text of 120,000 escapes', `{"a":"${'\\n'.repeat(120_000)}"}`],
    ['100,000 elements', `{"a":[${many(100_000, () => '0')}]}`],
    ['20,000 members', `{${many(20_000, (n) => `"${n}":1`)}}`],
  ])('keeps %s in data byte for byte', (_name, data) => {
    expect(parseEvent(event(`"data":${data}`), DEFAULTS, [])).toMatchObject({ event: { data } });
  });

  test('uses the last of two members with the same name, for every field', () => {
    const text =
      '{"tenant_id":"a","tenant_id":"b","data":1,"d\\u0061ta":{"n":1},"__proto__":{"id":"x"}}';
    expect(parseEvent(text, DEFAULTS, [])).toMatchObject({
      event: { id: DEFAULTS.id, tenant_id: 'b', data: '{"n":1}' },
    });
  });

  test('rejects a text of more than 6,291,456 bytes without parsing it', () => {
    const text = event(`"data":{${' '.repeat(6_291_456)}}`);
    expect(parseEvent(text, DEFAULTS, [])).toEqual({
      kind: 'too-large',
      errors: [`body is ${text.length} bytes; the limit is 6291456 bytes`],
    });
  });
});

describe('size', () => {
  const ofBytes = (bytes: number) => {
    const empty = read({ id: 'e', tenant_id: 'acme', data: { b: '' } });
    const overhead =
      'event' in empty
        ? JSON.stringify({ ...empty.event, data: undefined }).length + '{"b":""}'.length
        : 0;
    return read({ id: 'e', tenant_id: 'acme', data: { b: 'x'.repeat(bytes - overhead) } });
  };

  test('accepts an event of 5,000,000 bytes, and rejects 5,000,001', () => {
    expect(ofBytes(5_000_000)).toHaveProperty('event');
    expect(ofBytes(5_000_001)).toEqual({
      kind: 'too-large',
      errors: ['event is 5000001 bytes; the limit is 5000000 bytes'],
    });
  });

  test('allows 262,144 bytes for all fields except data', () => {
    const withMetadata = (bytes: number) =>
      read({ tenant_id: 'acme', data: {}, metadata: { m: 'x'.repeat(bytes) } });
    expect(withMetadata(262_000)).toHaveProperty('event');
    expect(withMetadata(262_144)).toMatchObject({
      kind: 'too-large',
      errors: [
        expect.stringMatching(/^event without its data is 262\d{3} bytes; the limit is 262144/),
      ],
    });
  });

  test('does not count surrounding whitespace, up to 6,291,456 bytes', () => {
    const text = '{"tenant_id":"acme","data":{}}'.padEnd(6_291_456);
    expect(parseEvent(text, DEFAULTS, [])).toMatchObject({ event: { data: '{}' } });
  });
});
