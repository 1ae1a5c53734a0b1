import type {
  ClientRequest,
  IncomingHttpHeaders,
  IncomingMessage,
  RequestOptions,
} from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { http, https } from './http-agents.ts';

/** Time limits of the phases of an exchange, in milliseconds. */
export interface Limits {
  /** From the time a connection is available or begun, until its TLS handshake is complete. */
  readonly connect: number;
  /** From then until the response headers are complete. */
  readonly response: number;
  /** Without any data on the connection. */
  readonly idle: number;
  /** The exchange as a whole. */
  readonly total: number;
}

export interface Call extends RequestOptions {
  readonly protocol: string;
  readonly body: Buffer | string | undefined;
  /** The maximum length of the response body in bytes. @default 64 KB */
  readonly maxBodyBytes?: number;
}

export interface ExchangeResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body is longer than allowed: the remainder is not read. */
  readonly body: Buffer | undefined;
}

/**
 * The default maximum length of a response body in bytes. S3's longest error, SignatureDoesNotMatch,
 * contains the request's 8 KB of headers twice, and once more in hexadecimal. (Node limits the
 * response headers to 16 KB.)
 */
const defaultMaxBodyBytes = 65_536;

/** The maximum number of interim responses, such as `103 Early Hints`, before the final one. */
const maxInterimResponses = 10;

/**
 * Sends one request and returns its response. The peer is not trusted: the exchange ends within
 * `limits` and when `signal` is aborted, reads at most `maxBodyBytes`, follows no redirect, and
 * closes the connection of an abandoned request.
 *
 * A store may close an idle connection just as it is reused (RFC 9112 section 9.3.1). While
 * Lambda has frozen the function between two runs, the function does not observe that connections
 * are closed. The request is then sent once more, on a new connection, because other idle
 * connections are probably closed as well.
 *
 * @throws TooSlowError, InvalidResponseError, the reason of `signal`, or Node's connection error
 */
export const httpExchange = async (
  call: Call,
  limits: Limits,
  signal?: AbortSignal,
): Promise<ExchangeResponse> => {
  signal?.throwIfAborted();
  const startedAt = performance.now();
  const first = send(call, limits, signal);
  try {
    return await first.response;
  } catch (cause) {
    if (signal?.aborted || !first.isConnectionLost(cause)) throw cause;
    const total = limits.total - (performance.now() - startedAt);
    return send({ ...call, agent: false }, { ...limits, total }, signal).response;
  }
};

interface InFlightRequest {
  readonly response: Promise<ExchangeResponse>;
  /** Whether the request failed with `cause` on a reused connection that returned no data. */
  isConnectionLost(cause: unknown): boolean;
}

const send = (call: Call, limits: Limits, signal: AbortSignal | undefined): InFlightRequest => {
  const { promise, resolve, reject } = Promise.withResolvers<ExchangeResponse>();
  const { request: begin } = call.protocol === 'https:' ? https : http;
  const request = begin({ ...call, timeout: limits.idle });
  const abandon = (cause: Error): void => {
    phases.end();
    reject(cause);
    request.destroy();
  };
  const tooSlow = (): void => abandon(new TooSlowError());
  const phases = watch(request, limits, signal, tooSlow);
  rejectUnsupportedResponses(request, abandon);
  let reused: Socket | undefined;
  let bytesBefore = 0;
  request.on('socket', (socket) => {
    phases.onSocket(socket);
    if (isConnecting(socket)) return;
    reused = socket;
    bytesBefore = socket.bytesRead;
  });
  request.on('error', abandon);
  request.on('response', (response) => {
    phases.onResponse();
    const { statusCode: status = 0, headers } = response;
    const finish = (body: Buffer | undefined) => {
      phases.end();
      resolve({ status, headers, body });
    };
    readBody(response, call.maxBodyBytes ?? defaultMaxBodyBytes, finish, abandon);
  });
  endWith(request, call.body);
  const isConnectionLost = (cause: unknown): boolean =>
    reused?.bytesRead === bytesBefore && !(cause instanceof TooSlowError);
  return { response: promise, isConnectionLost };
};

/** Up to this length, copying a body costs less than a second buffer in the write. */
const maxCopiedBytes = 65_536;

/** Node sends the headers and a text in one buffer, but not the headers and a Buffer. */
const endWith = (request: ClientRequest, body: Call['body']): void => {
  if (body instanceof Buffer && body.length <= maxCopiedBytes) {
    request.end(body.toString('latin1'), 'latin1');
  } else {
    request.end(body);
  }
};

/**
 * Whether a connection is not usable yet. Node's `reusedSocket` does not tell: it is false for a request
 * that waited for a connection and got that of another request.
 */
const isConnecting = (socket: Socket | TLSSocket): boolean =>
  socket.connecting || ('secureConnecting' in socket && socket.secureConnecting === true);

/** The phases of an exchange, whose time is limited. */
interface Phases {
  /** The request has got a connection. */
  onSocket(socket: Socket): void;
  onResponse(): void;
  /** The exchange has ended: stops watching. */
  end(): void;
}

/** Calls `tooSlow` when a limit is exceeded or `signal` is aborted. The request itself has the idle limit. */
const watch = (
  request: ClientRequest,
  limits: Limits,
  signal: AbortSignal | undefined,
  tooSlow: () => void,
): Phases => {
  const deadline = setTimeout(tooSlow, limits.total);
  let phase: NodeJS.Timeout | undefined;
  const begin = (limit: number): void => {
    clearTimeout(phase);
    phase = setTimeout(tooSlow, limit);
  };
  request.on('timeout', tooSlow);
  signal?.addEventListener('abort', tooSlow);
  return {
    onSocket: (socket) => {
      if (isConnecting(socket)) {
        begin(limits.connect);
        const connected = request.protocol === 'https:' ? 'secureConnect' : 'connect';
        socket.once(connected, () => begin(limits.response));
      } else {
        begin(limits.response);
        // After a response with `Keep-Alive: timeout=5`, Node may leave the socket with that limit.
        if (socket.timeout !== limits.idle) socket.setTimeout(limits.idle);
      }
    },
    onResponse: () => clearTimeout(phase),
    end: () => {
      clearTimeout(deadline);
      clearTimeout(phase);
      signal?.removeEventListener('abort', tooSlow);
    },
  };
};

const rejectUnsupportedResponses = (
  request: ClientRequest,
  abandon: (cause: Error) => void,
): void => {
  let interimCount = 0;
  request.on('information', () => {
    interimCount += 1;
    if (interimCount > maxInterimResponses)
      abandon(new InvalidResponseError('The store sent too many interim responses.'));
  });
  request.on('upgrade', () =>
    abandon(new InvalidResponseError('The store requested a protocol upgrade.')),
  );
};

/** Events cost a fraction of what iterating over the response does. */
const readBody = (
  response: IncomingMessage,
  maxBytes: number,
  finish: (body: Buffer | undefined) => void,
  fail: (cause: Error) => void,
): void => {
  const chunks: Buffer[] = [];
  let length = 0;
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length <= maxBytes) {
      chunks.push(chunk);
    } else {
      finish(undefined);
      // Closes the connection.
      response.destroy();
    }
  });
  response.on('end', () => finish(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
  response.on('error', fail);
};

/** The peer exceeded one of the time limits. */
export class TooSlowError extends Error {
  override readonly name = 'TooSlowError' as const;
}

/** The response is not a valid response of a store. The message is shown to the customer. */
export class InvalidResponseError extends Error {
  override readonly name = 'InvalidResponseError' as const;
}
