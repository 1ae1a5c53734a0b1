import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter from '@middy/http-router';
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { answerTo } from './answer.ts';
import { HttpFault } from './http-fault.ts';
import { type HttpResponse, type Route, requestOf } from './http-request.ts';
import { encodeJson } from './json.ts';
import { logger } from './logger.ts';
import { countsWritten } from './metrics.ts';

type Event = APIGatewayProxyEventV2;
type Result = APIGatewayProxyStructuredResultV2;

/** The one HTTP stack: routes behind header normalisation, JSON answers, errors and a log line. */
export function httpApi(
  routes: readonly Route[],
): (event: Event, context: Context) => Promise<Result> {
  return middy<Event, Result>()
    .use(countsWritten())
    .use(requestLog())
    .use(jsonErrors())
    .use(httpHeaderNormalizer())
    .handler(httpRouter<Event, Result>({ routes: routes.map(toRouterEntry), notFoundResponse }));
}

const toRouterEntry = ({ method, path, handle }: Route) => ({
  method,
  path,
  handler: async (event: Event): Promise<Result> => toResult(await handle(requestOf(event))),
});

function toResult({ status, body, headers }: HttpResponse): Result {
  return {
    statusCode: status,
    headers: { ...headers, 'content-type': 'application/json; charset=utf-8' },
    body: encodeJson(body),
  };
}

function notFoundResponse(): never {
  throw new HttpFault(404, 'not found');
}

/** Answers every error in JSON. */
function jsonErrors(): middy.MiddlewareObj<Event, Result> {
  return {
    onError: (request) => {
      const body = answerTo(request.error);
      request.response = toResult({ status: body.status, body });
    },
  };
}

/** One line a request: its method, path and status. */
function requestLog(): middy.MiddlewareObj<Event, Result> {
  const log = ({ event, response }: middy.Request<Event, Result>) => {
    const { method, path } = event.requestContext.http;
    logger.info('request', { method, path, status: response?.statusCode });
  };
  return { after: log, onError: log };
}
