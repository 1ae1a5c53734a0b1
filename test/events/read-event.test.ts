import { describe, expect, test } from 'vitest';
import { readEvent } from '../../lambdas/events/read-event.ts';

const DEFAULTS = { id: 'evt_default', time: '2026-11-22T10:00:00.000Z' };
const read = (body: unknown, topics: string[] = []) =>
  readEvent(JSON.stringify(body), DEFAULTS, topics);

test('the documented event is read as it stands', () => {
  const text =
    '{"tenant_id":"acme","topic":"orders","data":{"order_id":"123","status":"created"},"metadata":{"source":"checkout-service"}}';
  expect(readEvent(text, DEFAULTS, [])).toEqual({
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

test('what is given is taken, in UTC', () => {
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

test('null and empty texts count as not given', () => {
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

test('data stays to the letter', () => {
  const data = '{"id":12345678901234567890,"x":1.0,"y":1e3,"s":"<&>\\u2028"}';
  expect(readEvent(`{"data":${data},"tenant_id":"acme"}`, DEFAULTS, [])).toMatchObject({
    event: { data },
  });
});

describe('a refusal names the field and its fault', () => {
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
    [{ ...valid, time: 1763805600 }, 'time must be a string'],
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
    [{ ...valid, topic: '\ud800' }, 'topic must be well-formed Unicode'],
    [{ ...valid, eligible_for_retry: 'yes' }, 'eligible_for_retry must be a boolean'],
    [[], 'body must be a JSON object'],
    ['text', 'body must be a JSON object'],
    [null, 'body must be a JSON object'],
  ])('%j: %s', (body, fault) => {
    expect(read(body)).toEqual({ kind: 'invalid', faults: [fault] });
  });

  test('every fault at once', () => {
    expect(read({ time: 'x' })).toMatchObject({
      faults: expect.arrayContaining(['tenant_id is required', 'data must be a valid JSON object']),
    });
  });

  test.each(['', '  ', '{', '{"tenant_id":}', 'undefined'])('%j is not JSON', (text) => {
    expect(readEvent(text, DEFAULTS, [])).toMatchObject({ kind: 'malformed' });
  });
});

describe('topics', () => {
  const event = { tenant_id: 'acme', data: {} };
  test.each([
    ['orders', undefined],
    ['*', undefined],
    [undefined, 'topic is required'],
    ['invoices', 'topic is invalid: it must be one of orders, users'],
  ])('with topics configured, %j is judged', (topic, fault) => {
    const result = read({ ...event, topic }, ['orders', 'users']);
    expect('faults' in result ? result.faults[0] : undefined).toBe(fault);
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

  test('an event of 262,144 bytes is accepted, one of a byte more is not', () => {
    expect(ofBytes(262_144)).toHaveProperty('event');
    expect(ofBytes(262_145)).toEqual({
      kind: 'too-large',
      faults: ['event is 262145 bytes; the limit is 262144 bytes'],
    });
  });
});
