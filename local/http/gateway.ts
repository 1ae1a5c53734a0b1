import type { IncomingMessage, RequestListener } from 'node:http';
import { type Log, onOneLine } from '../log.ts';
import { pathOf, requestEvent } from './request-event.ts';
import {
  BAD_REQUEST,
  FUNCTION_FAILED,
  gatewayReply,
  NOT_FOUND,
  type Reply,
  replyOf,
  send,
  TOO_LARGE,
  UNAVAILABLE,
} from './response.ts';
import { type Match, type Route, routeMatcher } from './routes.ts';

const MAX_BODY_BYTES = 10 * 1024 * 1024;
const INTEGRATION_TIMEOUT_MS = 30_000;
/** Lambda's payload limit for requests and responses, each as JSON text (Lambda quotas). */
const MAX_PAYLOAD_BYTES = 6_291_456;

type Invoke = (event: unknown) => Promise<unknown>;

/** Serves an HTTP API's routes as API Gateway does: one function invocation per request. */
export const gateway = (routes: readonly Route<Invoke>[], log: Log): RequestListener => {
  const matchRoute = routeMatcher(routes);

  const reply = async (request: IncomingMessage): Promise<Reply> => {
    const path = pathOf(request);
    if (path === undefined) return gatewayReply(BAD_REQUEST);
    const match = matchRoute(request.method ?? 'GET', path);
    if (match === undefined) return gatewayReply(NOT_FOUND);
    const body = await bodyOf(request);
    if (body === undefined) return gatewayReply(TOO_LARGE);
    return replyWithin(INTEGRATION_TIMEOUT_MS, call(request, path, body, match));
  };

  const call = async (
    request: IncomingMessage,
    path: string,
    body: Buffer,
    { route, parameters }: Match<Invoke>,
  ): Promise<Reply> => {
    try {
      const event = requestEvent(request, path, body, { key: route.key, parameters });
      if (!isPayload(event)) return gatewayReply(TOO_LARGE);
      const result = await route.target(event);
      if (!isPayload(result)) throw new Error('the response is larger than Lambda allows');
      return replyOf(result);
    } catch (error) {
      log('http', `${request.method} ${onOneLine(path)} failed: ${error}`);
      return gatewayReply(FUNCTION_FAILED);
    }
  };

  return async (request, response) => {
    // A client that disconnects while sending its body gets no response.
    const replied = await reply(request).catch(() => undefined);
    if (replied === undefined) return void response.destroy();
    try {
      send(response, replied);
    } catch (error) {
      log('http', `the function's response cannot be sent: ${error}`);
      send(response, gatewayReply(FUNCTION_FAILED));
    }
  };
};

const isPayload = (value: unknown): boolean =>
  Buffer.byteLength(JSON.stringify(value) ?? '') <= MAX_PAYLOAD_BYTES;

/** The whole body; undefined if it exceeds API Gateway's limit. */
const bodyOf = async (request: IncomingMessage): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // Reads and discards what exceeds the limit: a client that is still sending would miss the
  // response.
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  return bytes > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
};

const replyWithin = async (ms: number, reply: Promise<Reply>): Promise<Reply> => {
  const { promise: timeout, resolve } = Promise.withResolvers<Reply>();
  const timer = setTimeout(() => resolve(gatewayReply(UNAVAILABLE)), ms);
  try {
    return await Promise.race([reply, timeout]);
  } finally {
    clearTimeout(timer);
  }
};
