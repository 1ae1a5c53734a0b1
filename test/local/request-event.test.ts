import { createServer, type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pathOf, requestEvent } from '../../local/http/request-event.ts';
import { close, listen } from '../../local/listen.ts';

const events: APIGatewayProxyEventV2[] = [];
const toEvent = async (incoming: IncomingMessage) => {
  const body = await buffer(incoming);
  const path = pathOf(incoming) ?? 'broken';
  return requestEvent(incoming, path, body, { key: '$default', parameters: {} });
};
const server = createServer(async (incoming, response) => {
  events.push(await toEvent(incoming));
  response.end();
});
let url = '';

beforeAll(async () => {
  url = await listen(server, 0, 'PORT');
});
afterAll(() => close(server));

const eventOf = async (
  path: string,
  headers: Record<string, string | string[]> = {},
  body?: string,
) => {
  await new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    request(url + path, { method, headers }, (response) => response.resume().on('end', resolve))
      .on('error', reject)
      .end(body);
  });
  return events.pop();
};

test('a request is converted to payload format 2.0', async () => {
  expect(await eventOf('/a', { 'user-agent': 'a test' })).toMatchObject({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/a',
    rawQueryString: '',
    isBase64Encoded: false,
    requestContext: {
      http: {
        method: 'GET',
        path: '/a',
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: 'a test',
      },
      routeKey: '$default',
      stage: '$default',
      requestId: expect.any(String),
      time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
      timeEpoch: expect.any(Number),
    },
  });
});

test('a path is decoded', async () => {
  const event = await eventOf('/t%20x/%C3%BC');
  expect(event).toMatchObject({ rawPath: '/t x/ü', requestContext: { http: { path: '/t x/ü' } } });
});

test('a path with an invalid encoding is rejected', async () => {
  expect(await eventOf('/%zz')).toMatchObject({ rawPath: 'broken' });
});

test('a query is passed as sent, and as parameters with multiple values joined by commas', async () => {
  const event = await eventOf('/a?b=1&b=2&c=%20');
  expect(event).toMatchObject({
    rawQueryString: 'b=1&b=2&c=%20',
    queryStringParameters: { b: '1,2', c: ' ' },
  });
});

test('without a query there are no parameters', async () => {
  expect(await eventOf('/a')).not.toHaveProperty('queryStringParameters');
});

test('header names are in lower case, and multiple values are joined by commas', async () => {
  const event = await eventOf('/a', { 'X-One': 'A', 'X-Two': ['b', 'c'] });
  expect(event?.headers).toMatchObject({ 'x-one': 'A', 'x-two': 'b,c' });
});

test('cookies are separate from the headers', async () => {
  const event = await eventOf('/a', { cookie: 'a=1; b=2' });
  expect(event?.cookies).toEqual(['a=1', 'b=2']);
  expect(event?.headers).not.toHaveProperty('cookie');
});

test.for(['application/json', 'application/json; charset=utf-8', 'text/csv', 'Application/XML'])(
  'a body of type %s is text',
  async (type) => {
    const event = await eventOf('/a', { 'content-type': type }, '{"a":"ü"}');
    expect(event).toMatchObject({ body: '{"a":"ü"}', isBase64Encoded: false });
  },
);

test.for([
  { 'content-type': 'application/x-www-form-urlencoded' },
  { 'content-type': 'application/octet-stream' },
  {},
])('a body of type %o comes in base64', async (headers) => {
  const event = await eventOf('/a', headers, '{"a":"ü"}');
  expect(event).toMatchObject({ body: btoa('{"a":"\xc3\xbc"}'), isBase64Encoded: true });
});

test('an empty body is omitted', async () => {
  expect(await eventOf('/a')).not.toHaveProperty('body');
});
