import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';

/** A request to a service as received. */
export interface ServiceRequest {
  readonly method: string;
  /** Includes the query; still encoded. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A service's response. */
export interface ServiceResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The part of Node's `ServerResponse` that local services use. */
export interface Responder {
  statusCode: number;
  setHeader(name: string, value: string | number): unknown;
  writeHead(status: number, headers?: OutgoingHttpHeaders): Responder;
  end(text?: string): unknown;
}

/** Collects a service's response to a request that was passed to it directly, without a connection. */
export class DirectResponse implements Responder {
  statusCode = 200;
  /** The response as sent. */
  readonly sent: Promise<ServiceResponse>;
  readonly #headers = new Map<string, string>();
  readonly #resolve: (sent: ServiceResponse) => void;

  constructor() {
    const { promise, resolve } = Promise.withResolvers<ServiceResponse>();
    this.sent = promise;
    this.#resolve = resolve;
  }

  setHeader(name: string, value: number | string | readonly string[]): this {
    this.#headers.set(name.toLowerCase(), String(value));
    return this;
  }

  writeHead(status: number, headers: OutgoingHttpHeaders = {}): this {
    this.statusCode = status;
    for (const [name, value] of Object.entries(headers)) {
      if (value !== undefined) this.setHeader(name, value);
    }
    return this;
  }

  end(text = ''): void {
    const { statusCode: status } = this;
    const headers = Object.fromEntries(this.#headers);
    this.#resolve({ status, headers, body: Buffer.from(text) });
  }
}
