import type { Agent } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { S3ClientConfig } from '@aws-sdk/client-s3';
import {
  type Answer,
  type Call,
  httpExchange,
  type Limits,
} from '../../platform/http/http-exchange.ts';
import { AnswerError } from '../../platform/http/http-exchange-errors.ts';
import { own } from '../../platform/json/json.ts';
import { holdsError, StoreRefusal } from './store-refusal.ts';

type Handler = Extract<NonNullable<S3ClientConfig['requestHandler']>, { handle: unknown }>;
type SdkRequest = Parameters<Handler['handle']>[0];
type SdkOptions = NonNullable<Parameters<Handler['handle']>[1]>;
type SdkResponse = Awaited<ReturnType<Handler['handle']>>['response'];

/** The connection settings of a handler. */
export interface ConnectionSettings {
  readonly agents: Readonly<Record<string, Agent>>;
  /** @default `dns.lookup` */
  readonly lookup?: LookupFunction;
  /** @throws EndpointError for a request that may not be sent */
  check(request: SdkRequest): void;
}

const neverAborted = new AbortController().signal;

/**
 * Sends the SDK's requests and returns only the required parts of a response, because a store may
 * be operated by anyone. The SDK's own handler stops its timeouts before the TLS handshake is
 * complete, and reads a response of any length.
 */
export const sdkRequestHandler = (connection: ConnectionSettings, limits: Limits): Handler => ({
  metadata: { handlerProtocol: 'http/1.1' },
  handle: async (request: SdkRequest, { abortSignal }: SdkOptions = {}) => {
    connection.check(request);
    const signal = abortSignal instanceof AbortSignal ? abortSignal : neverAborted;
    return {
      response: responseIn(await httpExchange(callOf(request, connection), limits, signal)),
    };
  },
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
});

const callOf = (request: SdkRequest, { agents, lookup }: ConnectionSettings): Call => {
  const { protocol, hostname, port, method, headers, body } = request;
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port,
    method,
    path: pathOf(request),
    headers,
    body,
    agent: own(agents, protocol),
    ...(lookup && { lookup }),
  };
};

// The query contains only the operation's name, which the SDK adds.
const pathOf = ({ path, query }: SdkRequest): string => {
  const parameters = Object.entries(query).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value ?? ''))}`,
  );
  return [path, ...(parameters.length > 0 ? [parameters.join('&')] : [])].join('?');
};

/** The response headers that the writer reads. */
const forwardedHeaders = ['etag', 'x-amz-version-id'];

/**
 * S3's version ids are at most 1,024 bytes long. A longer value would only fill the attempt log.
 */
const maxHeaderLength = 1024;

/** @throws StoreRefusal, AnswerError */
const responseIn = (answer: Answer): SdkResponse => {
  const { status, headers, body } = answer;
  if (status < 200 || status >= 300) throw new StoreRefusal(answer);
  if (body === undefined) throw new AnswerError("The store's response is larger than 64 KB.");
  if (holdsError(body)) throw new StoreRefusal(answer);
  const kept = Object.entries(headers).flatMap(([name, value]) =>
    forwardedHeaders.includes(name) ? [[name, String(value).slice(0, maxHeaderLength)]] : [],
  );
  return { statusCode: status, headers: Object.fromEntries(kept), body: new Uint8Array() };
};
