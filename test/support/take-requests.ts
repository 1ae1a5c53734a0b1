import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders, RequestOptions } from 'node:http';
import type { ServiceRequest, ServiceResponse } from '../../local/direct-response.ts';

/** Answers a request; undefined closes its connection without a response. */
export type Serve = (request: ServiceRequest) => Promise<ServiceResponse | undefined>;

/** The functions send their requests through this object, not through an import of `node:http`. */
const http = process.getBuiltinModule('node:http');

/** The services that answer requests, by their address. */
const services = new Map<string, Serve>();

let count = 0;

/**
 * Answers the requests of functions to a URL without a connection: sockets and the parsing of HTTP
 * would take a third of the time of these tests. Every request is the first of its connection.
 *
 * @returns the URL, and a function that ends it
 */
export function takeRequests(serve: Serve): { readonly url: string; release(): void } {
  if (count === 0) patchRequest();
  count += 1;
  // An address for documentation (RFC 5737). Being an address, it makes S3 requests path-style.
  const host = `192.0.2.${count % 256}`;
  services.set(host, serve);
  return { url: `http://${host}`, release: () => services.delete(host) };
}

function patchRequest(): void {
  const { request } = http;
  const taken = (options: RequestOptions, ...rest: unknown[]) => {
    const serve = services.get(String(options.host));
    return serve
      ? new DirectRequest(options, serve)
      : Reflect.apply(request, http, [options, ...rest]);
  };
  Object.assign(http, { request: taken });
}

/** The part of Node's `ClientRequest` that the functions use. */
class DirectRequest extends EventEmitter {
  readonly protocol = 'http:';
  readonly #options: RequestOptions;
  readonly #serve: Serve;
  #isDestroyed = false;

  constructor(options: RequestOptions, serve: Serve) {
    super();
    this.#options = options;
    this.#serve = serve;
  }

  destroy(): this {
    this.#isDestroyed = true;
    return this;
  }

  end(body: Buffer | string = '', encoding: BufferEncoding = 'utf8'): this {
    const socket = Object.assign(new EventEmitter(), { connecting: true });
    this.emit('socket', socket);
    socket.emit('connect');
    const { method, path, headers } = this.#options;
    this.#send({
      ...{ method: String(method), path: String(path), headers: headersIn(headers) },
      body: typeof body === 'string' ? Buffer.from(body, encoding) : body,
    });
    return this;
  }

  #send(request: ServiceRequest): void {
    this.#serve(request).then(
      (answer) => this.#respond(answer),
      (error) => this.emit('error', error),
    );
  }

  #respond(answer: ServiceResponse | undefined): void {
    if (this.#isDestroyed) return;
    if (answer === undefined) {
      const closed = Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
      this.emit('error', closed);
      return;
    }
    const response = Object.assign(new EventEmitter(), {
      statusCode: answer.status,
      headers: answer.headers,
      destroy: () => undefined,
    });
    this.emit('response', response);
    if (answer.body.length > 0) response.emit('data', answer.body);
    response.emit('end');
  }
}

/** The functions give names and values in turn. */
function headersIn(list: RequestOptions['headers']): IncomingHttpHeaders {
  const headers: IncomingHttpHeaders = {};
  const values = Object.values(list ?? []).map(String);
  for (let at = 0; at < values.length; at += 2) {
    headers[String(values[at]).toLowerCase()] = values[at + 1];
  }
  return headers;
}
