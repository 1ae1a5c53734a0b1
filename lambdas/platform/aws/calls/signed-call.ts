import type { Agent } from 'node:http';
import type { Call } from '../../http/http-exchange.ts';
import { own } from '../../json/json.ts';
import type { Signer } from './sigv4.ts';

/** A request to AWS before it is signed. */
export interface AwsRequest {
  readonly method: string;
  readonly origin: Origin;
  /** Percent-encoded. */
  readonly path: string;
  /** Percent-encoded. @default none */
  readonly query?: string;
  /** Headers to sign, except `host`. Names are in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** The origin and the path that a request is sent to. A `URL` has both. */
type Origin = Pick<URL, 'protocol' | 'host' | 'hostname' | 'port'>;

/** The parts of a call apart from its request. */
export interface CallSettings {
  readonly agents: Readonly<Record<string, Agent>>;
  /** @default `waybill` */
  readonly userAgent?: string;
  /** Returns the trace of the current invocation. @default none */
  readonly trace?: () => string | undefined;
}

/** Signs a request. Without a signer, it stays anonymous. */
export const signedCall = (
  { method, origin, path, query = '', headers, body }: AwsRequest,
  signer: Signer | undefined,
  now: Date,
  settings: CallSettings,
): Call => {
  const { protocol, host, hostname, port } = origin;
  const unsigned = { method, path, query, headers: { ...headers, host }, body };
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || undefined,
    method,
    path: query ? `${path}?${query}` : path,
    headers: headerList(
      unsignedHeaders(body, settings),
      signer?.sign(unsigned, now) ?? unsigned.headers,
    ),
    body,
    agent: own(settings.agents, protocol),
  };
};

/**
 * Headers that are not signed. With the trace of the invocation, Lambda detects functions that invoke
 * themselves in a loop. A proxy may change it.
 */
function unsignedHeaders(
  body: Buffer | string,
  { userAgent = 'waybill', trace }: CallSettings,
): string[] {
  const headers = ['user-agent', userAgent];
  const length = Buffer.byteLength(body);
  if (length > 0) headers.push('content-length', String(length));
  const traceId = trace?.();
  if (traceId) headers.push('x-amzn-trace-id', traceId);
  return headers;
}

/** Alternating names and values: Node checks and writes them at once, without an index of their names. */
function headerList(
  first: readonly string[],
  others: Readonly<Record<string, string>>,
): readonly string[] {
  const list = [...first];
  for (const [name, value] of Object.entries(others)) list.push(name, value);
  return list;
}
