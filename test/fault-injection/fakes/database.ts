import { EventEmitter } from 'node:events';
import dynalite from 'dynalite';
import { close, listen } from '../../../local/listen.ts';
import type { Server } from '../../../local/server.ts';
import type { ServiceAnswer, ServiceRequest } from './call.ts';

/** The embedded DynamoDB, which can also be called without a connection. */
export interface Database extends Server {
  ask(request: ServiceRequest): Promise<ServiceAnswer>;
}

/** Starts an embedded DynamoDB. */
export async function startDatabase(): Promise<Database> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const url = await listen(server, 0, '');
  return { url, stop: () => close(server), ask: (request) => asked(server, request) };
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
