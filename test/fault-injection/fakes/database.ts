import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import { close, listen } from '../../../local/listen.ts';
import type { Server } from '../../../local/server.ts';
import { patchStore } from '../../../local/tables/patch-store.ts';
import type { ServiceAnswer, ServiceRequest } from './call.ts';

/** The embedded DynamoDB, which can also be called without a connection. */
export interface Database extends Server {
  ask(request: ServiceRequest): Promise<ServiceAnswer>;
  /**
   * Carries out an operation for the harness.
   *
   * @returns the body of the response
   * @throws Error when DynamoDB rejects the request
   */
  call(operation: string, body: string): Promise<string>;
}

/** The headers without which a request is rejected; the signature is not verified. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  authorization: 'AWS4-HMAC-SHA256 Credential=harness, SignedHeaders=host, Signature=none',
  'x-amz-date': '20261122T100000Z',
};

/** Starts an embedded DynamoDB. */
export async function startDatabase(): Promise<Database> {
  patchStore();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const url = await listen(server, 0, '');
  const ask = (request: ServiceRequest) => asked(server, request);
  return {
    ...{ url, stop: () => close(server), ask },
    call: async (operation, text) => {
      const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const request = { method: 'POST', path: '/', headers, body: Buffer.from(text) };
      const { status, body } = await ask(request);
      if (status !== 200) throw new Error(`${operation}: ${body}`);
      return body.toString();
    },
  };
}

/** Handles a request as if received from a connection, which takes a third less time. */
function asked(
  server: EventEmitter,
  { method, path: url, headers, body }: ServiceRequest,
): Promise<ServiceAnswer> {
  const { promise, resolve } = Promise.withResolvers<ServiceAnswer>();
  const incoming = Object.assign(new EventEmitter(), { method, url, headers });
  const answered = new Map<string, string>();
  server.emit('request', incoming, {
    statusCode: 200,
    setHeader: (name: string, value: unknown) => answered.set(name, String(value)),
    end(text = '') {
      const status = this.statusCode;
      resolve({ status, headers: Object.fromEntries(answered), body: Buffer.from(text) });
    },
  });
  incoming.emit('data', body);
  incoming.emit('end');
  return promise;
}
