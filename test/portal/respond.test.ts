import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { describe, expect, test } from 'vitest';
import { respond } from '../../lambdas/portal/respond.ts';
import type { StoredSite } from '../../lambdas/portal/site.ts';

const site: StoredSite = {
  files: {
    '/portal': {
      name: 'portal.html',
      etag: 'W/"1"',
      codings: ['br', 'gzip'],
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-cache' },
    },
  },
  redirects: { '/portal/': '../portal' },
  read: (name) => Buffer.from(name).toString('base64'),
};

const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  respond(site, {
    rawPath: path,
    headers,
    requestContext: { requestId: 'req_1', http: { method } },
  } as APIGatewayProxyEventV2);

const bodyOf = ({ body = '', isBase64Encoded = false }: ReturnType<typeof ask>) =>
  Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8').toString();

describe('a file', () => {
  test('is sent in the best encoding that the client accepts', () => {
    const response = ask('/portal', { 'accept-encoding': 'gzip, br' });
    expect(response).toMatchObject({
      statusCode: 200,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'content-encoding': 'br',
        'cache-control': 'no-cache',
        'x-request-id': 'req_1',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000',
        etag: 'W/"1"',
        vary: 'Accept-Encoding',
      },
    });
    expect(bodyOf(response)).toBe('portal.html.br');
    expect(bodyOf(ask('/portal', { 'accept-encoding': 'gzip' }))).toBe('portal.html.gz');
  });

  test('is sent uncompressed to a client that accepts no encoding', () => {
    const response = ask('/portal');
    expect(bodyOf(response)).toBe('portal.html');
    expect(response.headers).not.toHaveProperty('content-encoding');
  });

  test.each(['W/"1"', '"1"', '"0", W/"1"', '*'])('is not sent to a client that has %s', (tag) => {
    const response = ask('/portal', { 'if-none-match': tag });
    expect(response).toMatchObject({ statusCode: 304, headers: { etag: 'W/"1"' } });
    expect(response).not.toHaveProperty('body');
  });

  test('is sent to a client that has another version', () => {
    expect(ask('/portal', { 'if-none-match': 'W/"2"' }).statusCode).toBe(200);
  });

  test('has the same headers and no body in answer to HEAD', () => {
    const { body, ...response } = ask('/portal', {}, 'HEAD');
    expect(response).toEqual(expect.objectContaining({ headers: ask('/portal').headers }));
    expect(body).toBeUndefined();
  });
});

describe('any other request', () => {
  test('for a path with a slash at its end is redirected', () => {
    expect(ask('/portal/')).toMatchObject({ statusCode: 308, headers: { location: '../portal' } });
  });

  test.each(['/portal/old.js', '/portal/../site.json', '/constructor', '/__proto__'])(
    'for %s returns 404 in JSON',
    (path) => {
      const response = ask(path);
      expect(response).toMatchObject({
        statusCode: 404,
        headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
      });
      expect(JSON.parse(bodyOf(response))).toEqual({
        status: 404,
        message: 'not found',
        request_id: 'req_1',
      });
    },
  );

  test('with another method returns 405', () => {
    const response = ask('/portal', {}, 'POST');
    expect(response).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
    expect(JSON.parse(bodyOf(response)).message).toBe(
      'method not allowed: this path supports GET, HEAD, not POST',
    );
  });
});
