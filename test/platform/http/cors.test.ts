import { expect, test } from 'vitest';
import { httpHandler } from '../../../lambdas/platform/http/http-handler.ts';
import type { Route } from '../../../lambdas/platform/http/http-request.ts';
import { aDoc } from '../../support/builders.ts';
import { aContext, anHttpEvent } from '../../support/lambda.ts';

const APP = 'https://app.example.com';
const ROUTE: Route = {
  method: 'GET',
  path: '/thing',
  access: 'public',
  doc: aDoc(),
  handle: () => ({ status: 200, body: {}, headers: { etag: '"1"' } }),
};

const call = (origins: readonly string[], method: string, path: string, origin: string) =>
  httpHandler([ROUTE], origins)(anHttpEvent(method, path, { headers: { origin } }), aContext());

test('sends the CORS headers to a permitted origin', async () => {
  const { headers } = await call([APP], 'GET', '/thing', APP);
  expect(headers).toMatchObject({
    'Access-Control-Allow-Origin': APP,
    'Access-Control-Expose-Headers': 'ETag,Retry-After,X-Request-Id',
    Vary: 'Origin',
  });
  expect(headers).not.toHaveProperty('Access-Control-Allow-Credentials');
});

test('sends the CORS headers with an error, too', async () => {
  const { statusCode, headers } = await call([APP], 'GET', '/nothing', APP);
  expect(statusCode).toBe(404);
  expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': APP });
});

test('a preflight is answered without a token, for any path', async () => {
  const answer = await call([APP], 'OPTIONS', '/thing', APP);
  expect(answer).toMatchObject({
    statusCode: 204,
    headers: {
      'Access-Control-Allow-Origin': APP,
      'Access-Control-Allow-Methods': 'GET,POST,PUT,PATCH,DELETE',
      'Access-Control-Allow-Headers': 'Authorization,Content-Type,If-Match,Idempotency-Key',
      'Access-Control-Max-Age': '7200',
    },
  });
});

test.each([
  [['*'], 'https://anything.example', '*'],
  [['https://*.example.org'], 'https://eu.example.org', 'https://eu.example.org'],
  [['https://*.example.org'], 'https://example.org.evil.example', undefined],
  [['https://*.example.org'], 'http://eu.example.org', undefined],
  [[APP], 'https://app.example.com.evil.example', undefined],
  [[APP], 'null', undefined],
])('with the origins %j, %s is permitted as %s', async (origins, origin, permitted) => {
  const { headers } = await call(origins, 'GET', '/thing', origin);
  expect(headers?.['Access-Control-Allow-Origin']).toBe(permitted);
});

test('sends no CORS headers without configured origins', async () => {
  const { headers } = await call([], 'GET', '/thing', APP);
  expect(Object.keys(headers ?? {}).filter((name) => /^access-control/i.test(name))).toEqual([]);
  expect(await call([], 'OPTIONS', '/thing', APP)).toMatchObject({ statusCode: 405 });
});
