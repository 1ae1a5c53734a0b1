import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { ACCOUNT } from '../template/names.ts';

/** Media types whose bodies API Gateway passes as text; all others are base64-encoded. */
const TEXTUAL = /^(text\/.*|application\/(json|xml|javascript))$/;

/** The decoded path that routes match, as in API Gateway; undefined if its encoding is invalid. */
export const pathOf = (request: IncomingMessage): string | undefined => {
  const [path = '/'] = (request.url ?? '/').split('?');
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
};

/** Builds the event of API Gateway's payload format 2.0 from a request. */
export const requestEvent = (
  request: IncomingMessage,
  path: string,
  body: Buffer,
  route: { readonly key: string; readonly parameters: Readonly<Record<string, string>> },
): APIGatewayProxyEventV2 => {
  const { cookie, ...headers } = headersOf(request);
  const rawQueryString = queryOf(request);
  const query = queryParameters(rawQueryString);
  return {
    version: '2.0',
    routeKey: route.key,
    rawPath: path,
    rawQueryString,
    ...(cookie !== undefined && { cookies: cookie.split(/; ?|,/) }),
    headers,
    ...(rawQueryString !== '' && { queryStringParameters: query }),
    ...(Object.keys(route.parameters).length > 0 && { pathParameters: route.parameters }),
    requestContext: requestContext(request, path, route.key),
    ...bodyOf(body, headers['content-type']),
  };
};

const headersOf = (request: IncomingMessage): Record<string, string> => ({
  ...Object.fromEntries(
    Object.entries(request.headersDistinct).map(([name, values = []]) => [name, values.join(',')]),
  ),
  'x-forwarded-for': sourceIp(request),
  'x-forwarded-proto': 'http',
});

const queryOf = (request: IncomingMessage): string => {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return mark < 0 ? '' : url.slice(mark + 1);
};

const queryParameters = (rawQueryString: string): Record<string, string> => {
  const search = new URLSearchParams(rawQueryString);
  return Object.fromEntries(
    [...search.keys()].map((name) => [name, search.getAll(name).join(',')]),
  );
};

const requestContext = (
  request: IncomingMessage,
  path: string,
  routeKey: string,
): APIGatewayProxyEventV2['requestContext'] => {
  const now = new Date();
  const domainName = request.headers.host ?? '';
  return {
    accountId: ACCOUNT,
    apiId: 'local',
    domainName,
    domainPrefix: domainName.split(/[.:]/)[0] ?? '',
    http: {
      method: request.method ?? 'GET',
      path,
      protocol: `HTTP/${request.httpVersion}`,
      sourceIp: sourceIp(request),
      userAgent: request.headers['user-agent'] ?? '',
    },
    requestId: randomUUID(),
    routeKey,
    stage: '$default',
    time: commonLogTime(now),
    timeEpoch: now.getTime(),
  };
};

const sourceIp = (request: IncomingMessage): string => request.socket.remoteAddress ?? '';

/** `12/Mar/2026:19:03:58 +0000`. */
const commonLogTime = (time: Date): string => {
  const [, day, month, year, clock] = time.toUTCString().split(' ');
  return `${day}/${month}/${year}:${clock} +0000`;
};

const bodyOf = (body: Buffer, contentType = '') => {
  if (body.length === 0) return { isBase64Encoded: false };
  const [mediaType = ''] = contentType.toLowerCase().split(';');
  return TEXTUAL.test(mediaType.trim())
    ? { body: body.toString('utf8'), isBase64Encoded: false }
    : { body: body.toString('base64'), isBase64Encoded: true };
};
