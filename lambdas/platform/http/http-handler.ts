import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter from '@middy/http-router';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { invocationLog } from '../aws/metrics-emitter.ts';
import { encodeJson } from '../json/json.ts';
import { HttpError, toHttpError } from './http-error.ts';
import { GREEDY, type HttpResponse, parseRequest, type Route } from './http-request.ts';
import type { ErrorBody, Operation } from './operation.ts';
import { encodeResponse } from './response-size.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/**
 * The HTTP middleware stack: metrics, request log, CORS, request ids, JSON errors, header
 * normalization and routing.
 *
 * @param corsOrigins web origins whose pages may call the API @default none
 */
export function httpHandler(
  routes: readonly Route[],
  corsOrigins: readonly string[] = [],
): (event: Event, context: Context) => Promise<Result> {
  return middy<Event, Result>()
    .use(invocationLog('request', requestFields))
    .use(cors(corsOrigins))
    .use(requestIds())
    .use(jsonErrors())
    .use(httpHeaderNormalizer())
    .handler(
      httpRouter<Event, Result>({
        routes: routes.map(toRouterEntry),
        notFoundResponse: noRoute(routes),
      }),
    );
}

const toRouterEntry = (route: Route) => ({
  method: route.method,
  path: route.path.replace(GREEDY, '{proxy+}'),
  handler: async (event: Event): Promise<Result> =>
    toResult(await route.handle(parseRequest(event, route)), event.headers['accept-encoding']),
});

function toResult({ status, body, headers }: HttpResponse, acceptEncoding?: string): Result {
  const { headers: encoding, ...sent } = encodeResponse(encodeJson(body), acceptEncoding);
  return {
    statusCode: status,
    headers: { ...HEADERS, ...JSON_TEXT, ...encoding, ...headers },
    ...sent,
  };
}

const JSON_TEXT = { 'content-type': 'application/json; charset=utf-8' };

/**
 * Headers of every response: no content type sniffing, no caching, and TLS only (RFC 6797).
 */
const HEADERS = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'strict-transport-security': 'max-age=31536000',
};

/** API Gateway's request id, which both its access log and the function's log contain. */
const requestIdOf = (event: Event): string => event.requestContext.requestId;

/** Adds `X-Request-Id` to every response. */
function requestIds(): middy.MiddlewareObj<Event, Result> {
  const add = ({ event, response }: middy.Request<Event, Result>) => {
    if (response) response.headers = { ...response.headers, 'x-request-id': requestIdOf(event) };
  };
  return { after: add, onError: add };
}

/** Converts every error to JSON: `{status, message, data?, request_id}`. */
function jsonErrors(): middy.MiddlewareObj<Event, Result> {
  return {
    onError: (request) => {
      const { body: error, headers } = toHttpError(request.error);
      const body: ErrorBody = { ...error, request_id: requestIdOf(request.event) };
      request.response = toResult({ status: error.status, body, headers });
    },
  };
}

/** The fields of a request's log line. */
const requestFields = ({ event, response }: middy.Request<Event, Result>) => {
  const { method, path } = event.requestContext.http;
  return { method, path, status: response?.statusCode, request_id: requestIdOf(event) };
};

/**
 * Rejects a request that matches no route.
 *
 * @throws HttpError 405 when the path accepts other methods (RFC 9110, section 15.5.6), otherwise 404
 */
const noRoute =
  (routes: readonly Pick<Operation, 'method' | 'path'>[]) =>
  ({ method, path }: { readonly method: string; readonly path: string }): never => {
    const methods = routes.filter((route) => matchesPath(route, path)).map((route) => route.method);
    if (methods.length === 0) throw new HttpError(404, 'not found');
    const allow = [...new Set(methods)].sort().join(', ');
    const message = `method not allowed: this path supports ${allow}, not ${method}`;
    throw new HttpError(405, message, undefined, { allow });
  };

/** Whether the path matches the route's template, by the router's rules. */
function matchesPath({ path: template }: Pick<Operation, 'path'>, path: string): boolean {
  const pattern = template
    .split(/(\/\{\w+\+?\})/)
    .map((part) => {
      if (part.endsWith('+}')) return '(?:/.*)?';
      return part.startsWith('/{') ? '/[^/]+' : part.replaceAll('.', '\\.');
    })
    .join('');
  return new RegExp(`^${pattern}/?$`, 's').test(path);
}

/** Seconds a browser may cache a preflight response. Chromium's maximum. */
const MAX_AGE_SECONDS = 7_200;

/**
 * Allows pages of these web origins to call the API from a browser (CORS,
 * https://fetch.spec.whatwg.org). The API never authenticates by cookie, so credentials are not
 * allowed. Without origins no headers are added.
 */
const cors = (origins: readonly string[]) =>
  origins.length === 0
    ? []
    : [
        httpCors({
          origins: [...origins],
          methods: 'GET,POST,PUT,PATCH,DELETE',
          headers: 'Authorization,Content-Type,If-Match,Idempotency-Key',
          exposeHeaders: 'ETag,Retry-After,X-Request-Id',
          maxAge: MAX_AGE_SECONDS,
          disableBeforePreflightResponse: false,
        }),
      ];
