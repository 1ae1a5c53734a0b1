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

/** Where a request is sent. A URL is one. */
type Origin = Pick<URL, 'protocol' | 'host' | 'hostname' | 'port'>;

/** What a call needs besides its request. */
export interface CallSettings {
  readonly agents: Readonly<Record<string, Agent>>;
  readonly env: NodeJS.ProcessEnv;
}

/** Signs a request. Without a signer, it stays anonymous. */
export const signedCall = (
  { origin, query, ...request }: AwsRequest,
  signer: Signer | undefined,
  now: Date,
  { agents, env }: CallSettings,
): Call => {
  const { protocol, host, hostname, port } = origin;
  const headers = { ...request.headers, host };
  return {
    protocol,
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port || undefined,
    method: request.method,
    path: query ? `${request.path}?${query}` : request.path,
    headers: {
      ...(signer?.sign({ ...request, ...(query && { query }), headers }, now) ?? headers),
      ...unsignedHeaders(request.body, env),
    },
    body: request.body,
    agent: own(agents, protocol),
  };
};

/**
 * With the trace of the invocation, Lambda detects functions that invoke themselves in a loop. The
 * runtime sets it for each invocation. A proxy may change it, so it is not signed.
 */
const unsignedHeaders = (body: Buffer | string, env: NodeJS.ProcessEnv) => {
  const { AWS_LAMBDA_FUNCTION_NAME, AWS_SDK_UA_APP_ID, _X_AMZN_TRACE_ID } = env;
  const length = Buffer.byteLength(body);
  return {
    'user-agent': AWS_SDK_UA_APP_ID ? `waybill app/${AWS_SDK_UA_APP_ID}` : 'waybill',
    ...(length > 0 && { 'content-length': length }),
    ...(AWS_LAMBDA_FUNCTION_NAME && _X_AMZN_TRACE_ID && { 'x-amzn-trace-id': _X_AMZN_TRACE_ID }),
  };
};
