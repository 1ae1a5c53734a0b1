import { expect, test } from 'vitest';
import { replyOf } from '../../local/http/response.ts';

const json = { 'content-type': 'application/json' };

test('a response with a status code is used unchanged', () => {
  expect(
    replyOf({ statusCode: 202, headers: { 'Content-Type': 'a/b', 'X-N': 1 }, body: 'hello' }),
  ).toEqual({ status: 202, headers: { 'content-type': 'a/b', 'x-n': '1' }, body: 'hello' });
});

test('a response without a content type is plain text, and without a body empty', () => {
  const headers = { 'content-type': 'text/plain;charset=UTF-8' };
  expect(replyOf({ statusCode: 204 })).toEqual({ status: 204, headers, body: '' });
});

test('a base64 body is decoded', () => {
  const reply = replyOf({ statusCode: 200, body: 'aGk=', isBase64Encoded: true });
  expect(reply.body).toEqual(Buffer.from('hi'));
});

test('cookies become headers', () => {
  const reply = replyOf({ statusCode: 200, cookies: ['a=1', 'b=2'] });
  expect(reply.headers).toMatchObject({ 'set-cookie': ['a=1', 'b=2'] });
});

test.for([
  ['an object without a status code', { a: 1 }, '{"a":1}'],
  ['a text', 'hello', 'hello'],
  ['null', null, 'null'],
] as const)('%s is the body of a 200', ([, value, body]) => {
  expect(replyOf(value)).toEqual({ status: 200, headers: json, body });
});

test.for([
  ['a status code that is none', { statusCode: 'fine' }],
  ['a body that is not text', { statusCode: 200, body: { a: 1 } }],
] as const)('%s is an internal server error', ([, value]) => {
  const body = '{"message":"Internal Server Error"}';
  expect(replyOf(value)).toEqual({ status: 500, headers: json, body });
});
