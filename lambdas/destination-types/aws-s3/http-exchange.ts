import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from 'node:http';
import { request as secureRequest } from 'node:https';
import { AnswerError, TooSlowError } from './http-exchange-errors.ts';

/** Time limits of the phases of an exchange, in milliseconds. */
export interface Limits {
  /** From the start until the host is resolved, connected and the TLS handshake is complete. */
  readonly connect: number;
  /** From then until the response headers are complete. */
  readonly answer: number;
  /** Without any data on the connection. */
  readonly idle: number;
  /** The whole exchange. */
  readonly whole: number;
}

/** A request to a store. */
export interface Call extends RequestOptions {
  readonly protocol: string;
  readonly body: Buffer | string | undefined;
}

/** A store's response. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when the body is longer than any that S3 sends: the remainder is not read. */
  readonly body: Buffer | undefined;
}

/**
 * The maximum length of a response body in bytes. S3's longest error, SignatureDoesNotMatch,
 * contains the request's 8 KB of headers twice, and once more in hexadecimal. (Node limits the
 * response headers to 16 KB.)
 */
const maxBodyBytes = 65_536;

/** The maximum number of interim responses, such as `103 Early Hints`, before the final one. */
const maxInterimResponses = 10;

/**
 * Sends one request and returns its response. The peer is not trusted: the exchange ends within
 * `limits` and when `signal` is aborted, keeps at most `maxBodyBytes`, follows no redirect, and
 * closes the connection of an abandoned request.
 *
 * A store may close an idle connection just as it is reused (RFC 9112 section 9.3.1). While
 * Lambda has frozen the function between two runs, the function does not observe that connections
 * are closed. The request is then sent once more, on a new connection, because other idle
 * connections are probably closed as well.
 *
 * @throws TooSlowError, AnswerError, the reason of `signal`, or Node's connection error
 */
export const httpExchange = async (
  call: Call,
  limits: Limits,
  signal: AbortSignal,
): Promise<Answer> => {
  signal.throwIfAborted();
  const end = new AbortController();
  const abort = (): void => end.abort();
  const whole = setTimeout(abort, limits.whole);
  signal.addEventListener('abort', abort);
  const first = send(call, limits, end.signal);
  try {
    return await first.answer.catch((cause) => {
      if (end.signal.aborted || !first.wasLost(cause)) throw cause;
      return send({ ...call, agent: false }, limits, end.signal).answer;
    });
  } finally {
    clearTimeout(whole);
    signal.removeEventListener('abort', abort);
  }
};

/** A request in flight. */
interface Sent {
  readonly answer: Promise<Answer>;
  /** Whether the request failed with `cause` on a reused connection that returned no data. */
  wasLost(cause: unknown): boolean;
}

const send = (call: Call, limits: Limits, end: AbortSignal): Sent => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = call.protocol === 'https:' ? secureRequest(call) : plainRequest(call);
  const abandon = (cause: Error): void => {
    reject(cause);
    request.destroy();
  };
  const stopWatching = watch(request, limits, end, () => abandon(new TooSlowError()));
  rejectUnsupportedResponses(request, abandon);
  let hasData = false;
  request.once('socket', (socket) => {
    socket.once('data', () => {
      hasData = true;
    });
  });
  request.on('error', abandon);
  request.once('response', (response) => readResponse(response).then(resolve, abandon));
  request.end(call.body);
  const wasLost = (cause: unknown): boolean =>
    request.reusedSocket && !hasData && !(cause instanceof TooSlowError);
  return { answer: promise.finally(stopWatching), wasLost };
};

/**
 * Calls `tooSlow` when a limit is exceeded or `end` is aborted.
 *
 * @returns a function that stops watching
 */
const watch = (
  request: ClientRequest,
  limits: Limits,
  end: AbortSignal,
  tooSlow: () => void,
): (() => void) => {
  let phase = setTimeout(tooSlow, limits.connect);
  onConnected(request, () => {
    clearTimeout(phase);
    phase = setTimeout(tooSlow, limits.answer);
  });
  request.once('response', () => clearTimeout(phase));
  request.setTimeout(limits.idle, tooSlow);
  end.addEventListener('abort', tooSlow);
  return () => {
    clearTimeout(phase);
    end.removeEventListener('abort', tooSlow);
  };
};

const onConnected = (request: ClientRequest, then: () => void): void => {
  request.once('socket', (socket) => {
    if (request.reusedSocket) then();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', then);
  });
};

const rejectUnsupportedResponses = (
  request: ClientRequest,
  abandon: (cause: Error) => void,
): void => {
  let interim = 0;
  request.on('information', () => {
    interim += 1;
    if (interim > maxInterimResponses) abandon(new AnswerError('The store keeps its answer back.'));
  });
  request.on('upgrade', () => abandon(new AnswerError('The store wants another protocol.')));
};

const readResponse = async (response: IncomingMessage): Promise<Answer> => ({
  status: response.statusCode ?? 0,
  headers: response.headers,
  body: await readBody(response),
});

const readBody = async (response: AsyncIterable<Buffer>): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > maxBodyBytes) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
