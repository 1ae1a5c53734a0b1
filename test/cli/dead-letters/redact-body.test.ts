import { expect, test } from 'vitest';
import { type BodyView, redactBody } from '../../../cli/dead-letters/redact-body.ts';
import { deliveryMessage } from '../../../lambdas/events/delivery-message.ts';
import { anEvent } from '../../support/builders.ts';

const visited = (value: unknown, showing: BodyView = 'data') =>
  JSON.parse(redactBody(JSON.stringify(value), showing));

test('an outline shows the members of an event, and only the size of its data', () => {
  expect(
    visited({ tenant_id: 'acme', topic: 'orders', data: { card: '4711' } }, 'outline'),
  ).toEqual({
    tenant_id: 'acme',
    topic: 'orders',
    data: '[15 bytes]',
  });
});

test("a delivery's data, which is JSON within JSON, is shown parsed, or by its size", () => {
  const event = anEvent({ data: '{"password":"hunter2","n":1}', metadata: {} });
  const body = { destination_id: 'des_1', attempt_number: 1, manual: false, event };
  const text = deliveryMessage(body).body;
  expect(JSON.parse(redactBody(text, 'outline')).event.data).toBe('[28 bytes]');
  expect(JSON.parse(redactBody(text, 'data')).event.data).toEqual({ password: '[hidden]', n: 1 });
});

test.each([
  'password',
  'user_password',
  'apiKey',
  'API_KEY',
  'api key',
  'clientSecret',
  'access.key',
  'AccessKeyId',
  'private-key',
  'Authorization',
  'X-Authorisation',
  'refreshToken',
  'credentials',
  'key',
  'auth',
  'sessionId',
  'Set-Cookie',
  'jwt',
])('the value of %s is hidden at every depth', (name) => {
  expect(visited({ a: [{ [name]: { b: 1 } }] })).toEqual({ a: [{ [name]: '[hidden]' }] });
});

test.each(['author', 'monkey', 'keyboard', 'order_id', 'passenger', 'authenticity', 'compass'])(
  'the value of %s is shown',
  (name) => {
    expect(visited({ [name]: 'x' })).toEqual({ [name]: 'x' });
  },
);

test.each([
  'AKIAIOSFODNN7EXAMPLE',
  'the key is ASIAIOSFODNN7EXAMPLE',
  'Bearer abc',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig',
  '-----BEGIN PRIVATE KEY-----',
  'https://user:pass@example.com/',
  'https://example.com/?X-Amz-Signature=abc',
  'password=hunter2',
  'login with secret: abc',
])('the value %j is hidden under every name', (value) => {
  expect(visited({ note: value })).toEqual({ note: '[hidden]' });
});

test('a text that is not JSON is shown without its letters and digits', () => {
  expect(redactBody('{"user":"ann", pässword=hunter2', 'data')).toBe(
    'not JSON: {"xxxx":"xxx", xxxxxxxx=xxxxxx0',
  );
});

test('the shown body is limited in size, length, width and depth', () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  expect(redactBody(deep, 'data')).toBe(`${'['.repeat(8)}"…"${']'.repeat(8)}`);
  expect(JSON.parse(redactBody(`{"data":${deep}}`, 'outline'))).toEqual({
    data: expect.stringMatching(/^\[.*\]$/),
  });
  const wide = Object.fromEntries([...Array(60).keys()].map((n) => [`n${n}`, n]));
  expect(visited(wide)).toMatchObject({ n49: 49, '…': '… 10 more' });
  expect(visited([...Array(12).keys()])).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, '… 2 more']);
  expect(visited({ text: 'x'.repeat(1_000) }).text).toHaveLength(200);
  expect(redactBody('x'.repeat(1_000_000), 'data').length).toBeLessThan(300);
  const large = Object.fromEntries([...Array(50).keys()].map((n) => [`n${n}`, 'x'.repeat(200)]));
  expect(redactBody(JSON.stringify(large), 'data')).toHaveLength(4_000);
});

test.each([7, true, null, 'text', []])('the body %j is shown unchanged', (value) => {
  expect(visited(value)).toEqual(value);
});
