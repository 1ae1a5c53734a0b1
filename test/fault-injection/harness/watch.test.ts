import { expect, test } from 'vitest';
import type { ServiceRequest } from '../../../local/direct-response.ts';
import type { Call } from '../fakes/call.ts';
import { Watch } from './watch.ts';

const SECRET = 'a/secret+with"odd=characters&more';
const SECRETS = { 'secret key': SECRET, 'session token': 'the+token/of=the+session' };

const callOf = (operation: string, given: Partial<ServiceRequest> = {}): Call => ({
  service: operation.startsWith('s3') ? 's3' : 'kms',
  operation,
  life: 'deliverer-1',
  request: { method: 'PUT', path: '/', headers: {}, body: Buffer.of(), ...given },
});

const base64 = (text: string) => Buffer.from(text).toString('base64');

test.each([
  ['in clear', SECRET],
  ['in JSON', JSON.stringify({ secret: SECRET })],
  ['in a URL', `?secret=${encodeURIComponent(SECRET)}`],
  ['in a URL in a URL', encodeURIComponent(`?secret=${encodeURIComponent(SECRET)}`)],
  ['in hexadecimal', Buffer.from(SECRET).toString('hex')],
  ['in hexadecimal capitals', Buffer.from(SECRET).toString('hex').toUpperCase()],
  ['in base64', base64(SECRET)],
  ['in base64, one byte in', base64(`x${SECRET}yy`)],
  ['in base64, two bytes in', base64(`xx${SECRET}yyy`)],
  ['in base64 of URLs', Buffer.from(`x${SECRET}y`).toString('base64url')],
  ['without its end', SECRET.slice(0, 20)],
  ['without its beginning', SECRET.slice(-18)],
])('finds a secret %s', (_form, text) => {
  const watch = new Watch(SECRETS);
  watch.look('the log', `before ${text} after`);
  expect([...watch.leaks]).toEqual(['secret key in the log']);
});

test('does not report text without secrets', () => {
  const watch = new Watch(SECRETS);
  watch.look('the log', 'a/secret****');
  expect([...watch.leaks]).toEqual([]);
});

test('allows secrets in calls whose purpose is to carry them, and records that they were seen', () => {
  const watch = new Watch(SECRETS);
  watch.asked(callOf('kms Encrypt', { body: Buffer.from(base64(SECRET)) }));
  expect([...watch.leaks]).toEqual([]);
  expect([...watch.met]).toEqual(['secret key']);
});

test('allows the session token only in its header to a store', () => {
  const watch = new Watch(SECRETS);
  const { 'session token': token } = SECRETS;
  watch.asked(callOf('s3 PutObject', { headers: { 'x-amz-security-token': token } }));
  expect([[...watch.leaks], [...watch.met]]).toEqual([[], ['session token']]);
  watch.asked(callOf('s3 PutObject', { headers: { authorization: SECRET } }));
  watch.asked(callOf('s3 PutObject', { headers: { 'x-amz-meta-token': token } }));
  watch.asked(callOf('s3 PutObject', { body: Buffer.from(token) }));
  watch.asked(callOf('s3 PutObject', { path: `/bucket/${encodeURIComponent(SECRET)}` }));
  expect([...watch.leaks]).toEqual([
    'secret key in a call, s3 PutObject',
    'session token in a call, s3 PutObject',
  ]);
});

test('searches responses, except those whose purpose is to carry secrets', () => {
  const watch = new Watch(SECRETS);
  const answer = { status: 200, headers: {}, body: Buffer.from(SECRET) };
  watch.answered(callOf('kms Decrypt'), answer);
  expect([...watch.leaks]).toEqual([]);
  watch.answered(callOf('dynamodb Query destination'), answer);
  expect([...watch.leaks]).toEqual(['secret key in an answer, dynamodb Query destination']);
});
