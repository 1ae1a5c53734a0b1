import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { OverLimitError } from '../../../lambdas/platform/errors.ts';
import { HttpError } from '../../../lambdas/platform/http/http-error.ts';
import { httpHandler } from '../../../lambdas/platform/http/http-handler.ts';
import { parseBody, type Route } from '../../../lambdas/platform/http/http-request.ts';
import { JsonText } from '../../../lambdas/platform/json/json.ts';
import { aDoc } from '../../support/builders.ts';
import { aContext, anHttpEvent } from '../../support/lambda.ts';

const Body = z.object({ name: z.string() });

const routes: Route[] = [
  {
    method: 'POST',
    path: '/things/{thing}',
    access: 'public',
    doc: aDoc({ query: z.object({ a: z.array(z.string()).optional() }), body: Body }),
    handle: ({ params, query, headers, body }) => ({
      status: 201,
      body: {
        params,
        all: query.all('a'),
        agent: headers['user-agent'],
        name: parseBody(Body, body).name,
        data: new JsonText('{"n":1.0}'),
      },
    }),
  },
  {
    method: 'GET',
    path: '/broken',
    access: 'public',
    doc: aDoc(),
    handle: () => {
      throw new Error('connection string with a secret');
    },
  },
  {
    method: 'GET',
    path: '/full',
    access: 'public',
    doc: aDoc(),
    handle: () => {
      throw new HttpError(400, 'no room', ['the limit is 3']);
    },
  },
  {
    method: 'DELETE',
    path: '/places/{place+}',
    access: 'public',
    doc: aDoc(),
    handle: ({ params, query, body }) => ({
      status: 200,
      body: { params, all: query.all('a'), body },
    }),
  },
  {
    method: 'GET',
    path: '/page',
    access: 'public',
    doc: aDoc(),
    handle: () => ({
      status: 200,
      body: { read: 'often' },
      headers: { 'cache-control': 'public' },
    }),
  },
  {
    method: 'GET',
    path: '/busy',
    access: 'public',
    doc: aDoc(),
    handle: () => {
      throw new OverLimitError('requests', 'the limit is 3 a second', 1.2);
    },
  },
];

async function ask(method: string, path: string, given?: Partial<APIGatewayProxyEventV2>) {
  const { statusCode, headers, body } = await httpHandler(routes)(
    anHttpEvent(method, path, given),
    aContext(),
  );
  expect(headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'x-content-type-options': 'nosniff',
    'cache-control': 'no-store',
    'x-request-id': 'request-1',
  });
  return { status: statusCode, headers, text: body ?? '', body: JSON.parse(body ?? '') };
}

describe('a request', () => {
  test('reaches its route, and the response is its result as JSON', async () => {
    const answer = await ask('POST', '/things/a b%', {
      rawQueryString: 'a=1&a[]=2',
      headers: { 'User-Agent': 'curl' },
      body: '{"name":"x"}',
    });
    expect(answer.status).toBe(201);
    expect(answer.text).toBe(
      '{"params":{"thing":"a b%"},"all":["1","2"],"agent":"curl","name":"x","data":{"n":1.0}}',
    );
  });

  test('passes only documented parameters to its route, and the rest of its path', async () => {
    const answer = await ask('DELETE', '/places/here/and/there', {
      rawQueryString: 'a=1',
      body: Buffer.from([0xff]).toString('base64'),
      isBase64Encoded: true,
    });
    expect(answer.body).toEqual({ params: { place: 'here/and/there' }, all: [], body: '' });
  });

  test.each(['a\u2028b', 'a/\u2029', 'a\nb', 'a\r', '{place+}', 'constructor'])(
    'reaches its route with %j in its path',
    async (text) => {
      expect(await ask('DELETE', `/places/${text}`)).toMatchObject({
        status: 200,
        body: { params: { place: text } },
      });
      const thing = text.replace('/', '');
      expect(await ask('POST', `/things/${thing}/`, { body: '{"name":"x"}' })).toMatchObject({
        status: 201,
        body: { params: { thing } },
      });
    },
  );

  test('is accepted with a body in base64, which API Gateway sends for other content types', async () => {
    const body = Buffer.from('{"name":"ü"}').toString('base64');
    expect((await ask('POST', '/things/t', { body, isBase64Encoded: true })).body.name).toBe('ü');
  });

  test('is accepted with a byte order mark', async () => {
    expect((await ask('POST', '/things/t', { body: '\uFEFF{"name":"x"}' })).body.name).toBe('x');
    const body = Buffer.from('\uFEFF{"name":"x"}').toString('base64');
    expect((await ask('POST', '/things/t', { body, isBase64Encoded: true })).body.name).toBe('x');
  });

  test('with a body above the size limit is rejected before it is parsed', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(131_072) });
    expect(await ask('POST', '/things/t', { body })).toMatchObject({
      status: 413,
      body: { message: `body is ${body.length} bytes; the limit is 131072 bytes` },
    });
  });

  test('with a path parameter above the length limit is rejected', async () => {
    expect(await ask('POST', `/things/${'ü'.repeat(257)}`)).toMatchObject({
      status: 422,
      body: { data: ['thing in the path must have at most 512 bytes'] },
    });
  });

  test.each([
    ['no body', undefined, false, 400, 'the body is empty'],
    ['a body of white space', ' \n', false, 400, 'the body is empty'],
    ['a body that is not JSON', '{"name":', false, 400, 'the body cannot be parsed'],
    [
      'bytes that are not UTF-8',
      Buffer.from([0x7b, 0xff]).toString('base64'),
      true,
      400,
      'not UTF-8',
    ],
    ['a list', '[]', false, 422, 'body must be a JSON object'],
    ['a field of the wrong type', '{"name":5}', false, 422, 'name must be a string'],
    ['a field missing', '{}', false, 422, 'name is required'],
  ])('with %s is rejected', async (_name, body, isBase64Encoded, status, error) => {
    const answer = await ask('POST', '/things/t', {
      ...(body !== undefined && { body }),
      isBase64Encoded,
    });
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(error);
  });
});

test('a response is cached if its route allows it', async () => {
  const answer = await httpHandler(routes)(anHttpEvent('GET', '/page'), aContext());
  expect(answer).toMatchObject({
    body: '{"read":"often"}',
    headers: { 'x-content-type-options': 'nosniff', 'cache-control': 'public' },
  });
});

describe('an error', () => {
  test('of the caller is returned unchanged', async () => {
    expect(await ask('GET', '/full')).toMatchObject({
      status: 400,
      body: { status: 400, message: 'no room', data: ['the limit is 3'] },
    });
  });

  test('of too many requests has Retry-After in whole seconds', async () => {
    expect(await ask('GET', '/busy')).toMatchObject({
      status: 429,
      headers: { 'retry-after': '2' },
      body: {
        status: 429,
        message: 'too many requests: the limit is 3 a second; retry after 2 s',
        data: { retry_after: '2' },
      },
    });
  });

  test('of the server is returned without its cause', async () => {
    expect(await ask('GET', '/broken')).toMatchObject({
      status: 500,
      text: '{"status":500,"message":"internal server error","request_id":"request-1"}',
    });
  });

  test.each([['GET', '/nothing']])(
    'is returned for %s %s, which is not a route',
    async (method, path) => {
      expect(await ask(method, path)).toMatchObject({
        status: 404,
        body: { message: 'not found' },
      });
    },
  );
});

describe('another method on a path', () => {
  test.each([
    ['GET', '/things/a', 'POST'],
    ['PATCH', '/things/a/', 'POST'],
    ['POST', '/full', 'GET'],
    ['HEAD', '/full', 'GET'],
    ['GET', '/places/a/b', 'DELETE'],
    ['GET', '/places', 'DELETE'],
  ])('%s %s returns 405 and the allowed methods', async (method, path, allow) => {
    const { status, headers, body } = await ask(method, path);
    expect({ status, allow: headers?.allow }).toEqual({ status: 405, allow });
    expect(body).toEqual({
      status: 405,
      message: `method not allowed: this path supports ${allow}, not ${method}`,
      request_id: 'request-1',
    });
  });

  test.each(['/things', '/things/a/b', '/fullest', '/'])(
    '%s returns 404, because it is not a path',
    async (path) => {
      expect(await ask('PUT', path)).toMatchObject({ status: 404, body: { message: 'not found' } });
    },
  );
});

describe('a parameter', () => {
  const shape = z.object({
    order_by: z.literal('time').optional(),
    include: z.array(z.enum(['event'])).optional(),
    topic: z.array(z.string()).optional(),
    next: z.string().optional(),
    limit: z.int().min(1).optional(),
    'time[gte]': z.string().optional(),
  });
  const asked = async (query: string, tag: 'Events' | 'Metrics' = 'Events') => {
    const route: Route = {
      method: 'GET',
      path: '/list',
      access: 'public',
      doc: aDoc({ tag, query: shape }),
      handle: () => ({ status: 200, body: {} }),
    };
    const event = anHttpEvent('GET', '/list', { rawQueryString: query });
    const { statusCode, body } = await httpHandler([route])(event, aContext());
    return { status: statusCode, body: JSON.parse(body ?? '') };
  };

  test.each(['', 'topic=', 'topic[]=&topic=a', 'next=', 'other=', 'order_by=time'])(
    'without a value is accepted where its schema accepts an empty text: %s',
    async (query) => {
      expect(await asked(query)).toMatchObject({ status: 200 });
    },
  );

  test.each([
    ['order_by=', 'order_by'],
    ['include=', 'include'],
    ['include[]=event&include[]=', 'include'],
    ['include[0]=', 'include'],
  ])('without a value is rejected otherwise: %s', async (query, name) => {
    expect(await asked(query)).toMatchObject({
      status: 422,
      body: { data: { [`query.${name}`]: 'must not be empty' } },
    });
  });

  test.each(['topic=a&topic=b', 'topic=a&topic=a', 'include=event&include[]=event', 'x=1&x=2'])(
    'is accepted twice if it is a list or not declared: %s',
    async (query) => {
      expect(await asked(query)).toMatchObject({ status: 200 });
    },
  );

  test.each([
    ['order_by=time&order_by=time', 'order_by'],
    ['order_by=time&order_by[]=time', 'order_by'],
    ['time[gte]=2026-01-01&topic=a&time[gte]=2026-01-02', 'time[gte]'],
    ['time[gte][0]=2026-01-01&time%5Bgte%5D=', 'time[gte]'],
  ])('is rejected twice otherwise: %s', async (query, name) => {
    expect(await asked(query)).toMatchObject({
      status: 422,
      body: { data: { [`query.${name}`]: 'must be given only once' } },
    });
  });

  test.each([
    ['limit=', 'limit must not be empty'],
    ['limit=1&limit=2', 'limit must be given only once'],
    ['next=a&next=b', 'next must be given only once'],
  ])('returns 400 where another invalid value returns 400: %s', async (query, message) => {
    expect(await asked(query)).toMatchObject({ status: 400, body: { message, data: [message] } });
    expect(await asked('include=', 'Metrics')).toMatchObject({ status: 400 });
    expect(await asked('order_by=time&order_by=time', 'Metrics')).toMatchObject({ status: 400 });
  });
});
