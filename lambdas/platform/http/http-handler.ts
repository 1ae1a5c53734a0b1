import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { invocationLog } from '../aws/metrics-emitter.ts';
import { encodeJson } from '../json/json.ts';
import { toHttpError } from './http-error.ts';
import { type HttpResponse, parseRequest, type Route } from './http-request.ts';
import type { ErrorBody } from './operation.ts';
import { encodeResponse } from './response-size.ts';
import { createRouter } from './router.ts';

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
    .use(invocationLog('request answered', requestFields))
    .use(cors(corsOrigins))
    .use(requestIds())
    .use(jsonErrors())
    .use(httpHeaderNormalizer())
    .handler(responder(routes));
}

function responder(routes: readonly Route[]): (event: Event) => Promise<Result> {
  const findRoute = createRouter(routes);
  return async (event) => {
    const { method, path } = event.requestContext.http;
    const { route, params } = findRoute(method, path);
    const response = await route.handle(parseRequest(event, route, params));
    return toResult(response, event.headers['accept-encoding']);
  };
}

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
