import {
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as plainRequest,
  type RequestOptions,
} from 'node:http';
import { request as secureRequest } from 'node:https';
import { AnswerError, TooSlowError } from './http-exchange-errors.ts';

/** Milliseconds that a part of an exchange may take. */
export interface Limits {
  /** To find the host's address, connect and agree on TLS. */
  readonly connect: number;
  /** From then to the end of the answer's head. */
  readonly answer: number;
  /** Silence on the connection. */
  readonly idle: number;
  /** All of it. */
  readonly whole: number;
}

/** A request to a store. */
export interface Call extends RequestOptions {
  readonly protocol: string;
  readonly body: Buffer | string | undefined;
}

/** A store's answer. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Undefined when it is longer than any of S3's: the rest was not read. */
  readonly body: Buffer | undefined;
}

/**
 * Bytes of an answer's body. S3's longest refusal, SignatureDoesNotMatch, has the request's 8 KB of
 * headers in it twice, and once more in hexadecimal. (Node itself limits an answer's head, to 16 KB.)
 */
const longestBody = 65_536;

/** Answers such as `103 Early Hints` that may come before the one that counts. */
const mostInterim = 10;

/**
 * One request and its answer, for a peer that may be up to anything: it ends within `limits` and
 * when `signal` says so, keeps no more than `longestBody`, follows nothing, and leaves no connection
 * open that it has given up.
 *
 * A store may close a kept connection just as it is used again (RFC 9112 section 9.3.1), and while a
 * function is frozen between two runs it hears of none that are closed. The request is then sent once
 * more, on a new connection: others that are kept are probably closed as well.
 *
 * @throws TooSlowError, AnswerError, the reason of `signal`, or what Node says of the connection
 */
export const httpExchange = async (
  call: Call,
  limits: Limits,
  signal: AbortSignal,
): Promise<Answer> => {
  signal.throwIfAborted();
  const end = new AbortController();
  const endIt = (): void => end.abort();
  const whole = setTimeout(endIt, limits.whole);
  signal.addEventListener('abort', endIt);
  const first = send(call, limits, end.signal);
  try {
    return await first.answer.catch((cause) => {
      if (end.signal.aborted || !first.wasLost(cause)) throw cause;
      return send({ ...call, agent: false }, limits, end.signal).answer;
    });
  } finally {
    clearTimeout(whole);
    signal.removeEventListener('abort', endIt);
  }
};

/** A request that is on its way. */
interface Sent {
  readonly answer: Promise<Answer>;
  /** Whether it failed by `cause` on a kept connection, of which nothing has been heard. */
  wasLost(cause: unknown): boolean;
}

const send = (call: Call, limits: Limits, end: AbortSignal): Sent => {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const request = call.protocol === 'https:' ? secureRequest(call) : plainRequest(call);
  const giveUp = (cause: Error): void => {
    reject(cause);
    request.destroy();
  };
  const stopWatching = watch(request, limits, end, () => giveUp(new TooSlowError()));
  refuseOddities(request, giveUp);
  let isHeard = false;
  request.once('socket', (socket) => {
    socket.once('data', () => {
      isHeard = true;
    });
  });
  request.on('error', giveUp);
  request.once('response', (response) => answerIn(response).then(resolve, giveUp));
  request.end(call.body);
  const wasLost = (cause: unknown): boolean =>
    request.reusedSocket && !isHeard && !(cause instanceof TooSlowError);
  return { answer: promise.finally(stopWatching), wasLost };
};

/**
 * Calls `tooSlow` when a limit is passed or `end` says so.
 *
 * @returns what ends the watch
 */
const watch = (
  request: ClientRequest,
  limits: Limits,
  end: AbortSignal,
  tooSlow: () => void,
): (() => void) => {
  let phase = setTimeout(tooSlow, limits.connect);
  onceConnected(request, () => {
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

const onceConnected = (request: ClientRequest, then: () => void): void => {
  request.once('socket', (socket) => {
    if (request.reusedSocket) then();
    else socket.once(request.protocol === 'https:' ? 'secureConnect' : 'connect', then);
  });
};

const refuseOddities = (request: ClientRequest, giveUp: (cause: Error) => void): void => {
  let interim = 0;
  request.on('information', () => {
    interim += 1;
    if (interim > mostInterim) giveUp(new AnswerError('The store keeps its answer back.'));
  });
  request.on('upgrade', () => giveUp(new AnswerError('The store wants another protocol.')));
};

const answerIn = async (response: IncomingMessage): Promise<Answer> => ({
  status: response.statusCode ?? 0,
  headers: response.headers,
  body: await bodyOf(response),
});

const bodyOf = async (response: AsyncIterable<Buffer>): Promise<Buffer | undefined> => {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response) {
    length += chunk.length;
    // Leaving the loop closes the connection.
    if (length > longestBody) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};
