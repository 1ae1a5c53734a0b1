import { EventEmitter } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';

/** A request as received. */
export interface TableRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The response to a request. */
export interface TableAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The part of Node's response that dynalite uses. */
export interface DynaliteResponse {
  statusCode: number;
  setHeader(name: string, value: string | number): unknown;
  end(text?: string): unknown;
}

/** Has dynalite handle a request as if received from a connection, which takes a third less time. */
export function askDynalite(
  handle: (request: EventEmitter, response: DynaliteResponse) => void,
  { method, path: url, headers, body }: TableRequest,
): Promise<TableAnswer> {
  const { promise, resolve } = Promise.withResolvers<TableAnswer>();
  const incoming = Object.assign(new EventEmitter(), { method, url, headers });
  const answered = new Map<string, string>();
  handle(incoming, {
    statusCode: 200,
    setHeader: (name, value) => answered.set(name, String(value)),
    end(text = '') {
      const status = this.statusCode;
      resolve({ status, headers: Object.fromEntries(answered), body: Buffer.from(text) });
    },
  });
  incoming.emit('data', body);
  incoming.emit('end');
  return promise;
}
